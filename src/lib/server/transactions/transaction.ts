import * as v from 'valibot';

import type { Receipt } from '#lib/server/approvals/index.ts';
import type { AccountId, ApplicationId, ApprovalId, FactorId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export const DEFAULT_TTL_SECONDS = 120;
export const SHORTEST_TTL_SECONDS = 30;
export const LONGEST_TTL_SECONDS = 600;
/** So long after its end an application can ask what came of a request. */
export const KEPT_MS = DAY;
/** So long whoever was disowned by somebody asks nothing more of them; no longer than it is kept. */
export const UNWANTED_MS = DAY;

/** What came of it, once and for all; `void` is an approval whose phone was removed before its application asked. */
export type TransactionOutcome = 'approved' | 'declined' | 'disowned' | 'withdrawn' | 'void';

/** What was asked, sealed where it is kept. */
export const Asked = v.object({
	/** The normal form of the username, whether or not somebody goes by it. */
	name: v.string(),
	text: v.string(),
	ttlSeconds: v.number(),
	number: v.string()
});
export type Asked = v.InferOutput<typeof Asked>;

/** A text that an application asks somebody to approve. */
export interface Transaction {
	readonly id: ApprovalId;
	readonly application: ApplicationId;
	/** Absent where nobody goes by the name, or whoever does has no phone: told apart for nobody. */
	readonly account?: AccountId | undefined;
	readonly asked: Asked;
	readonly askedAt: Date;
	readonly expiresAt: Date;
	readonly outcome?: TransactionOutcome | undefined;
	/** The phone that answered. */
	readonly phone?: FactorId | undefined;
	/** When its application was answered that it is approved, which stands from then on. */
	readonly toldAt?: Date | undefined;
}

/** What its application is told. */
export interface TransactionView {
	readonly id: ApprovalId;
	readonly status: 'pending' | 'approved' | 'declined' | 'disowned' | 'expired' | 'withdrawn';
	readonly expiresAt: Date;
	/** Of an approval. */
	readonly receipt?: Receipt | undefined;
}

export const transactionRefusals = defineRefusals('transactions', {
	/** No request of this application has this id, or no longer. */
	unknown: 'not-found',
	/** It was answered, or is too old, so it cannot be withdrawn. */
	over: 'conflict',
	/** With `reason`. */
	textNotAllowed: 'invalid',
	/** The operator has photo codes off. */
	photosOff: 'conflict',
	/** It can be nobody's username. */
	accountNotAllowed: 'invalid',
	/** The same idempotency key has asked for something else. */
	idempotencyKeyReused: 'conflict',
	/** As many requests as may be asked for now; with `retryAfterSeconds`. */
	wait: 'throttled',
	/** Somebody has said that a request of this application was not theirs; with `retryAfterSeconds`. */
	unwanted: 'throttled'
});

/** As an application is told of it at `now`. */
export function statusAt(
	{ outcome, expiresAt }: Pick<Transaction, 'outcome' | 'expiresAt'>,
	now: Date
): TransactionView['status'] {
	if (outcome === undefined) return now < expiresAt ? 'pending' : 'expired';
	return outcome === 'void' ? 'declined' : outcome;
}

/**
 * As a webhook says it. Whether an approval stands is decided when its application asks: nobody can tell whether
 * what was posted has arrived, and meanwhile the phone may go.
 */
export function toldStatusAt(
	transaction: Pick<Transaction, 'outcome' | 'expiresAt' | 'toldAt'>,
	now: Date
): TransactionView['status'] | 'answered' {
	const status = statusAt(transaction, now);
	return status === 'approved' && !transaction.toldAt ? 'answered' : status;
}
