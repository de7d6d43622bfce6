import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';
import type { Approval, Outcome } from './approval.ts';
import type { Receipt } from './receipt.ts';

/** Requests live for minutes. What they say is sealed by the adapter. */
export interface ApprovalStore {
	save(approval: Approval): Promise<void>;
	/** Also for a minute after it was answered or has expired, so that who waits learns of it. */
	find(
		id: ApprovalId
	): Promise<(Approval & { readonly outcome?: Outcome | undefined }) | undefined>;
	/** Those that can be answered now, oldest first. */
	listOpen(account: AccountId): Promise<readonly Approval[]>;
	/** Gives the request its one answer; of racing callers one does. Answers whether this one did. */
	settle(id: ApprovalId, outcome: Outcome): Promise<boolean>;
}

export interface KeptReceipt {
	readonly id: ApprovalId;
	readonly account: AccountId;
	readonly at: Date;
	readonly receipt: Receipt;
}

/** Receipts are never lost and never changed; they go with their account. */
export interface ReceiptStore {
	/** Answers false, and changes nothing, where there is one already. */
	add(kept: KeptReceipt): Promise<boolean>;
	find(id: ApprovalId): Promise<KeptReceipt | undefined>;
}

/** What comes of requests that applications make, kept where nothing is lost. */
export interface Ledger {
	/**
	 * Keeps the first answer, with its receipt and its event, unless the phone has been removed meanwhile. Of
	 * racing callers one does. Answers whether this one did.
	 */
	settle(approval: Approval, outcome: Outcome, caller: Caller): Promise<boolean>;
}
