/**
 * Transactions: texts that applications ask people to approve on their phones.
 *
 * This module owns what is asked of whom, how often, and what an application learns. How a phone answers is the
 * business of `phones/`, what an answer changes that of `ledger.ts`, who an application is that of `applications/`.
 * @see docs/decisions/0027-applications-approvals.md
 */
import { parseUsername, type Account, type AccountStore } from '#lib/server/accounts/index.ts';
import type { Application } from '#lib/server/applications/index.ts';
import { textFault, type Approvals, type ReceiptStore } from '#lib/server/approvals/index.ts';
import type { Askers } from '#lib/server/askers/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type ApprovalId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import { PHONES } from '#lib/server/factors/phones/index.ts';
import type { BudgetStore, RecordRefusal } from '#lib/server/throttling/index.ts';
import { createTellDue } from './deliveries.ts';
import type { TransactionStore } from './ports.ts';
import { createPhotos, type CodeVerdict, type PhotoView } from './photos.ts';
import { questionOf } from './question.ts';
import { createRequireRoom } from './room.ts';
import {
	DEFAULT_TTL_SECONDS,
	statusAt,
	toldStatusAt,
	transactionRefusals as refuse,
	UNWANTED_MS,
	type Transaction,
	type TransactionView
} from './transaction.ts';

interface Given {
	/** A username, as somebody types it. */
	readonly account: string;
	readonly text: string;
	readonly ttlSeconds?: number | undefined;
	/** A call that is repeated with it is answered as it was, and asks nobody again. */
	readonly idempotencyKey?: string | undefined;
}

interface By {
	readonly application: Application;
	readonly caller: Caller;
}

export interface Transactions {
	/**
	 * Asks whoever goes by a name, if somebody does: nothing tells. Answers with the number that the application
	 * shows. Refuses `transactions.text_not_allowed`, `.account_not_allowed`, `.idempotency_key_reused`, `.wait`
	 * and `.unwanted`.
	 */
	ask(by: By, given: Given): Promise<TransactionView & { readonly number: string }>;
	/** What came of it. An approval stands from the first answer that says so. Refuses `transactions.unknown`. */
	look(by: By, id: string): Promise<TransactionView>;
	/** Another picture for a phone without a network. Refuses `transactions.unknown`, `.over` and `.photos_off`. */
	showPhoto(by: By, id: string): Promise<PhotoView>;
	/** The code that a phone answers to it. Refuses the same, and `throttling.wait`. */
	answerPhoto(by: By, id: string, code: string): Promise<CodeVerdict>;
	/** Nobody is asked any more. Refuses `transactions.unknown` and `transactions.over`. */
	withdraw(by: By, id: string): Promise<void>;
	/** Tells applications what is due, and forgets what is long over. */
	tellDue(): Promise<void>;
}

interface Deps
	extends
		Pick<Parameters<typeof createTellDue>[0], 'applications' | 'sendOutcome' | 'log'>,
		Pick<Parameters<typeof createPhotos>[0], 'methods' | 'pending' | 'throttle'> {
	readonly clock: Clock;
	readonly random: Random;
	readonly origin: string;
	readonly accounts: Pick<AccountStore, 'findByIdentifier' | 'find'>;
	readonly factors: Pick<FactorStore, 'list' | 'openDecoy'>;
	readonly approvals: Approvals;
	readonly askers: Pick<Askers, 'isOff'>;
	readonly receipts: Pick<ReceiptStore, 'find'>;
	readonly transactions: TransactionStore;
	readonly budgets: BudgetStore;
	readonly recordRefusal: RecordRefusal;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly secret: Uint8Array;
	readonly scale: number;
}

const SECOND = 1000;
/** The service itself, when it tells an application by itself. */
const SERVICE: Caller = { requestId: 'service', address: 'service', userAgent: 'latchkey' };

export function createTransactions(deps: Deps): Transactions {
	const { clock, random, approvals, factors, transactions: store } = deps;
	const requireRoom = createRequireRoom(deps);
	const isOff = deps.methods.some(({ id, isOff: off }) => id === PHONES && off);
	const photos = createPhotos(deps);

	const nobodyCalled = (username: string) => ({ id: newId('acc', random), username });

	/** Whoever goes by the name and can be asked; for anybody else somebody who is nobody, at the same cost. */
	const whomToAsk = async ({ normal, display }: { normal: string; display: string }) => {
		const found = await deps.accounts.findByIdentifier(normal);
		const nobody = nobodyCalled(display);
		const held = await factors.list(found?.id ?? nobody.id);
		// Rows cost more to read than none do; about as much as this.
		if (held.length === 0) factors.openDecoy();
		const hasPhone = !isOff && held.some(({ method }) => method === PHONES);
		const canAnswer = found?.status === 'active' && hasPhone;
		return canAnswer ? { account: found, owner: found.id } : { account: nobody, owner: undefined };
	};

	/** Nothing tells whoever was turned off: it is as if nobody came to the phone. */
	const unlessOff = async (
		{ application }: By,
		found: Awaited<ReturnType<typeof whomToAsk>>
	): ReturnType<typeof whomToAsk> => {
		const { id, username } = found.account;
		const isOff = await deps.askers.isOff(id, application.id);
		return isOff ? { account: nobodyCalled(username), owner: undefined } : found;
	};

	const requireWanted = async (
		{ application }: By,
		{ id: account }: Pick<Account, 'id'>
	): Promise<void> => {
		const now = clock.now().getTime();
		const since = new Date(now - UNWANTED_MS);
		const at = await store.lastDisowned({ account, application: application.id }, since);
		if (!at) return;
		const leftMs = at.getTime() + UNWANTED_MS - now;
		throw refuse.unwanted({ details: { retryAfterSeconds: Math.ceil(leftMs / SECOND) } });
	};

	const viewOf = (transaction: Transaction): TransactionView => {
		const { id, expiresAt } = transaction;
		return { id, status: statusAt(transaction, clock.now()), expiresAt };
	};

	/** What was asked before by the same key of the application. */
	const askedBefore = async (
		{ application }: By,
		{ hash, text, name, ttlSeconds }: { hash: string } & Omit<Transaction['asked'], 'number'>
	) => {
		const before = await store.findByHash(application.id, hash);
		if (!before) return undefined;
		const { asked } = before;
		if (asked.text !== text || asked.name !== name || asked.ttlSeconds !== ttlSeconds)
			throw refuse.idempotencyKeyReused();
		return { ...viewOf(await judged(before)), number: asked.number };
	};

	/** An approval that its application has not seen is void where its phone was removed meanwhile. */
	const judged = async (transaction: Transaction): Promise<Transaction> => {
		const { id, account, outcome, phone, toldAt } = transaction;
		if (outcome !== 'approved' || toldAt) return transaction;
		const held = account ? await factors.list(account) : [];
		const isThere = held.some((factor) => factor.id === phone);
		const to = { outcome: isThere ? 'approved' : 'void', at: clock.now() } as const;
		const isOurs = await store.tell(id, to);
		if (isOurs && !isThere)
			await deps.record(deps.audit, SERVICE, { code: 'transaction.voided', account });
		return (await store.find(id)) ?? transaction;
	};

	const own = async ({ application }: By, id: string): Promise<Transaction> => {
		const found = await store.find(id as ApprovalId);
		if (found?.application !== application.id) throw refuse.unknown();
		return found;
	};

	return {
		async ask(by, { account: typed, text, ttlSeconds = DEFAULT_TTL_SECONDS, idempotencyKey }) {
			const { application, caller } = by;
			const reason = textFault(text);
			if (reason) throw refuse.textNotAllowed({ details: { reason } });
			const identifier = parseUsername(typed);
			if (!identifier) throw refuse.accountNotAllowed();
			const name = identifier.normal;
			const hash = idempotencyKey && hashSecret(idempotencyKey);
			const what = { text, name, ttlSeconds };
			const before = hash && (await askedBefore(by, { hash, ...what }));
			if (before) return before;

			const found = await whomToAsk(identifier);
			await requireWanted(by, found.account);
			await requireRoom({ asker: application.id, name, account: found.owner, caller });
			const { account, owner } = await unlessOff(by, found);
			const question = { application, account, text, ttlMs: ttlSeconds * SECOND, caller };
			const approval = questionOf(question, deps);
			const { id, expiresAt } = approval;
			const { number } = approval.document;
			// First what may be lost: a request that is shown and not kept cannot be answered.
			await approvals.open(approval);
			const isAdded = await store.add({
				id,
				application: application.id,
				account: owner,
				asked: { ...what, number },
				askedAt: clock.now(),
				expiresAt,
				idempotencyHash: hash,
				isToBeTold: application.webhookUrl !== undefined
			});
			if (isAdded) return { id, status: 'pending', expiresAt, number };
			// Another call with the same key was first.
			await approvals.withdraw(id);
			const other = hash && (await askedBefore(by, { hash, ...what }));
			if (!other) throw refuse.unknown();
			return other;
		},

		async look(by, id) {
			const transaction = await judged(await own(by, id));
			const kept =
				statusAt(transaction, clock.now()) === 'approved'
					? await deps.receipts.find(transaction.id)
					: undefined;
			return { ...viewOf(transaction), ...(kept && { receipt: kept.receipt }) };
		},

		async withdraw(by, id) {
			const transaction = await own(by, id);
			const to = { outcome: 'withdrawn', at: clock.now() } as const;
			if (!(await store.settle(transaction.id, to))) throw refuse.over();
			await approvals.withdraw(transaction.id);
		},

		showPhoto: async (by, id) => photos.show(by, await own(by, id)),

		async answerPhoto(by, id, code) {
			const verdict = await photos.answer(by, await own(by, id), code);
			if (!verdict.verified) return verdict;
			// This tells its application, too: either it stands from now on, or the phone has gone meanwhile.
			if ((await judged(await own(by, id))).outcome !== 'approved') throw refuse.over();
			return verdict;
		},

		tellDue: createTellDue({
			...deps,
			async statusOf(id) {
				const found = await store.find(id);
				return found && toldStatusAt(found, clock.now());
			}
		})
	};
}
