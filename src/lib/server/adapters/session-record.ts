import type { Proof } from '#lib/server/core/assurance.ts';
import type { Session, StoredSession } from '#lib/server/sessions/index.ts';

/** How far a session's use may go unrecorded, so that a check is seldom a write. */
export const SLIDE_EVERY_MS = 60_000;

type StoredProof = Omit<Proof, 'at'> & { readonly at: number };
type Instants = Record<'createdAt' | 'endsAt' | 'elevatedAt', number>;

/** What of a session is stored as one piece of JSON: all but what stores compare and move on. */
type Data = Omit<Session, keyof Instants | 'lastSeenAt' | 'expiresAt' | 'proofs'> &
	Readonly<Instants> & { readonly proofs: readonly StoredProof[] };

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isInstant: Check = Number.isSafeInteger;

const isOneOf =
	(...choices: readonly unknown[]): Check =>
	(value) =>
		choices.includes(value);

const isListOf =
	(check: Check): Check =>
	(value) =>
		Array.isArray(value) && value.every(check);

function isRecordOf<Fields>(checks: { readonly [Name in keyof Fields]-?: Check }) {
	const all = Object.entries<Check>(checks);
	return (value: unknown): value is Fields => {
		if (typeof value !== 'object' || value === null) return false;
		for (const [name, check] of all) if (!check(Reflect.get(value, name))) return false;
		return true;
	};
}

/** By hand, because it is done at each check of a session: a schema's copies took a tenth of a list. */
const isData = isRecordOf<Data>({
	id: isText,
	account: isText,
	aal: isOneOf(1, 2),
	amr: isListOf(isOneOf('pwd', 'otp', 'hwk', 'swk', 'user', 'mca', 'sms', 'mfa')),
	proofs: isListOf(
		isRecordOf<StoredProof>({
			factor: isText,
			method: isText,
			authenticator: isOneOf(
				'password',
				'single-factor-otp',
				'look-up-secret',
				'single-factor-cryptographic',
				'multi-factor-cryptographic',
				'single-factor-approval',
				'multi-factor-approval',
				'texted-code',
				'mailed-code'
			),
			key: isOneOf(undefined, 'hwk', 'swk'),
			at: isInstant,
			isEnrolment: isOneOf(undefined, true, false)
		})
	),
	lifetime: isOneOf('brief', 'lasting'),
	createdAt: isInstant,
	endsAt: isInstant,
	elevatedAt: isInstant,
	isRecovery: isFlag,
	address: isText,
	userAgent: isText
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
	const stored: unknown = JSON.parse(data);
	if (!isData(stored)) throw new Error('What is stored of a session is not what was written.');
	return {
		id: stored.id,
		account: stored.account,
		aal: stored.aal,
		amr: stored.amr,
		proofs: stored.proofs.map(toProof),
		lifetime: stored.lifetime,
		createdAt: new Date(stored.createdAt),
		endsAt: new Date(stored.endsAt),
		elevatedAt: new Date(stored.elevatedAt),
		isRecovery: stored.isRecovery,
		address: stored.address,
		userAgent: stored.userAgent,
		lastSeenAt: new Date(lastSeenAt),
		expiresAt: new Date(expiresAt)
	};
}

function toProof({ factor, method, authenticator, key, at, isEnrolment }: StoredProof): Proof {
	const proof = { factor, method, authenticator, at: new Date(at) };
	return { ...proof, ...(key && { key }), ...(isEnrolment && { isEnrolment }) };
}
