import type { AccountId, RecoveryId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long a recovery that has waited can be finished. */
const WINDOW_MS = 3 * DAY_MS;

/** What has been told of a recovery so far. */
export const STAGES = ['begun', 'halfway', 'ready'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * A way back into one account that waits, by e-mail alone. It is there as long as it is live: whatever ends it
 * removes it.
 */
export interface Recovery {
	readonly id: RecoveryId;
	readonly account: AccountId;
	/** The address that it goes by. With another one it is void. */
	readonly email: string;
	/** Of the browser that began it, and alone can finish it. Absent where an administrator has, and no browser goes on yet. */
	readonly secretHash?: string | undefined;
	readonly begunAt: Date;
	readonly readyAt: Date;
	/** When it lapses. */
	readonly endsAt: Date;
	readonly stage: Stage;
	/** When the next stage is to be told, or that it lapsed. */
	readonly dueAt: Date;
	/** The SHA-256 of the secret in each mail's link. */
	readonly links: readonly string[];
}

/** Why one ended before it was finished. */
export type Stop = 'signed_in' | 'stepped_up' | 'session' | 'browser' | 'link';

export const recoveryRefusals = defineRefusals('recovery', {
	/** Unknown, expired, answered, out of tries, or another browser's. */
	gone: 'expired',
	/** This service sends no mail, or lets nobody back in by mail alone. */
	notOffered: 'conflict',
	/** The account has one already, which another browser has begun. */
	underWay: 'conflict',
	/** As many as there may be within a month. */
	tooMany: 'throttled',
	/** The waiting time has not passed. */
	notReady: 'conflict',
	/** An account without a proven address cannot be reached. */
	noAddress: 'conflict',
	passkeyNotAccepted: 'invalid',
	/** A passkey that did not verify its holder is one factor, and cannot be the only way in. */
	verificationMissing: 'invalid'
});

/** When a recovery that begins now is halfway, ready and over. */
export function timesOf(now: Date, waitMs: number) {
	const at = (ms: number) => new Date(now.getTime() + ms);
	return {
		begunAt: now,
		dueAt: at(Math.floor(waitMs / 2)),
		readyAt: at(waitMs),
		endsAt: at(waitMs + WINDOW_MS)
	};
}

/** What is to be told of it now, if anything is: a stage that was missed while nothing ran is left out. */
export function nextStage(recovery: Recovery, now: Date): Stage | 'lapsed' | undefined {
	if (now >= recovery.endsAt) return 'lapsed';
	if (recovery.stage !== 'ready' && now >= recovery.readyAt) return 'ready';
	if (recovery.stage === 'begun' && now >= recovery.dueAt) return 'halfway';
	return undefined;
}

export const dueAfter = (stage: Stage, { readyAt, endsAt }: Recovery): Date =>
	stage === 'ready' ? endsAt : readyAt;
