import type { Webhook } from '#lib/server/applications/index.ts';
import type { AccountId, ApplicationId, ApprovalId, FactorId } from '#lib/server/core/ids.ts';
import type { Transaction } from './transaction.ts';

export interface NewTransaction extends Omit<Transaction, 'outcome' | 'phone' | 'toldAt'> {
	/** The hash of what its application calls it, if it calls it anything. */
	readonly idempotencyHash?: string | undefined;
	/** Whether its application is to be told what came of it. */
	readonly isToBeTold: boolean;
}

/** One that its application is to be told of. */
export interface Due extends Pick<Transaction, 'id' | 'application'> {
	readonly tries: number;
	readonly dueAt: Date;
}

/** What was asked is sealed. Rows go with their application; of an account that goes, they forget whose they were. */
export interface TransactionStore {
	/** Answers false, and writes nothing, where its application has asked by this hash before; of racing callers one adds. */
	add(transaction: NewTransaction): Promise<boolean>;
	find(id: ApprovalId): Promise<Transaction | undefined>;
	findByHash(application: ApplicationId, idempotencyHash: string): Promise<Transaction | undefined>;
	/** Gives it its one outcome, unless it has one or `at` is too late; of racing callers one does. What is to be told is due at once. */
	settle(
		id: ApprovalId,
		to: { outcome: NonNullable<Transaction['outcome']>; phone?: FactorId; at: Date }
	): Promise<boolean>;
	/** Makes an approval that nobody was told of stand, or void. Of racing callers one does. */
	tell(id: ApprovalId, to: { outcome: 'approved' | 'void'; at: Date }): Promise<boolean>;
	/** When this account last disowned what this application asked, if since. */
	lastDisowned(
		by: { account: AccountId; application: ApplicationId },
		since: Date
	): Promise<Date | undefined>;
	/** Those of which applications are to be told now: in turns, and of `each` its longest due first. */
	listDue(at: Date, limits: { most: number; each: number }): Promise<Due[]>;
	/** Puts the next try off, or with undefined ends them. False where another did meanwhile: of racing callers one does. */
	claim(due: Due, next: Date | undefined): Promise<boolean>;
	/** It was told: nothing more is due. */
	settleDue(id: ApprovalId): Promise<void>;
	/** Removes what ended before, but for what is still to be told. */
	removeEnded(before: Date): Promise<void>;
}

/** Tells an application. Rejects unless it was taken. */
export type SendOutcome = (to: Webhook, body: { id: string; status: string }) => Promise<void>;
