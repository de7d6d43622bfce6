import * as v from 'valibot';

import type { AccountId, FactorId, SessionId } from '#lib/server/core/ids.ts';
import type { Session, StoredSession } from '#lib/server/sessions/index.ts';

/** How far a session's use may go unrecorded, so that a check is seldom a write. */
export const SLIDE_EVERY_MS = 60_000;

const instant = v.pipe(
	v.number(),
	v.transform((ms) => new Date(ms))
);

const Proofs = v.array(
	v.object({
		factor: v.pipe(
			v.string(),
			v.transform((id) => id as FactorId)
		),
		method: v.string(),
		authenticator: v.picklist([
			'password',
			'single-factor-otp',
			'look-up-secret',
			'single-factor-cryptographic',
			'multi-factor-cryptographic'
		]),
		key: v.optional(v.picklist(['hwk', 'swk'])),
		at: instant
	})
);

/** What of a session is stored as one piece of JSON: all but what stores compare and move on. */
const Data = v.object({
	id: v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	),
	account: v.pipe(
		v.string(),
		v.transform((id) => id as AccountId)
	),
	aal: v.picklist([1, 2]),
	amr: v.array(v.picklist(['pwd', 'otp', 'hwk', 'swk', 'user', 'mfa'])),
	proofs: Proofs,
	lifetime: v.picklist(['brief', 'lasting']),
	createdAt: instant,
	endsAt: instant,
	elevatedAt: instant,
	isRecovery: v.boolean(),
	address: v.string(),
	userAgent: v.string()
});

/** A session as stores keep it: what they compare and move on, in milliseconds, beside the rest. */
export interface SessionRecord {
	readonly lastSeenAt: number;
	readonly expiresAt: number;
	readonly data: string;
}

export function toRecord(session: StoredSession): SessionRecord {
	const { createdAt, endsAt, elevatedAt, proofs, lastSeenAt, expiresAt } = session;
	const data = {
		id: session.id,
		account: session.account,
		aal: session.aal,
		amr: session.amr,
		proofs: proofs.map((proof) => ({ ...proof, at: proof.at.getTime() })),
		lifetime: session.lifetime,
		createdAt: createdAt.getTime(),
		endsAt: endsAt.getTime(),
		elevatedAt: elevatedAt.getTime(),
		isRecovery: session.isRecovery,
		address: session.address,
		userAgent: session.userAgent
	};
	return {
		lastSeenAt: lastSeenAt.getTime(),
		expiresAt: expiresAt.getTime(),
		data: JSON.stringify(data)
	};
}

export function toSession({ lastSeenAt, expiresAt, data }: SessionRecord): Session {
	return {
		...v.parse(Data, JSON.parse(data)),
		lastSeenAt: new Date(lastSeenAt),
		expiresAt: new Date(expiresAt)
	};
}
