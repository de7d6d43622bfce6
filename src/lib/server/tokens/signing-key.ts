import type { JsonWebKey } from 'node:crypto';

const HOUR_MS = 60 * 60_000;

/** A new key signs for so long before the next one takes over. */
const SIGN_MS = 30 * 24 * HOUR_MS;
/** It is published for so long before it signs, so that whoever keeps our keys has it by then. */
export const AHEAD_MS = 24 * HOUR_MS;
/** For so long after it has signed last it verifies what it has signed. No token of ours lives longer. */
const KEPT_MS = HOUR_MS;

/** What signs tokens. RFC 7518 §3. */
export interface SigningKey {
	/** The `kid` of its tokens: its thumbprint. RFC 7638. */
	readonly id: string;
	/** Which one it is: of those who make the next key at once, one does. */
	readonly number: number;
	readonly publicKey: JsonWebKey;
	readonly privateKey: JsonWebKey;
	readonly signsFrom: Date;
}

type Timed = Pick<SigningKey, 'number' | 'signsFrom'>;

const newest = <Key extends Timed>(keys: readonly Key[]): Key | undefined =>
	keys.toSorted((a, b) => b.number - a.number)[0];

/** The one that signs now; the first one, by a clock that is behind that of the process that made it. */
export function signerOf<Key extends Timed>(keys: readonly Key[], now: Date): Key | undefined {
	return (
		newest(keys.filter(({ signsFrom }) => signsFrom <= now)) ??
		keys.toSorted((a, b) => a.number - b.number)[0]
	);
}

/** Those that somebody may need to verify a token with, now or soon. */
export function publishedOf<Key extends Timed>(keys: readonly Key[], now: Date): readonly Key[] {
	return keys.filter(({ number }) => {
		const next = keys.find((key) => key.number === number + 1);
		return !next || now.getTime() < next.signsFrom.getTime() + KEPT_MS;
	});
}

/** When the next key is to sign, if it is time to make it. */
export function nextDue(keys: readonly Timed[], now: Date): Date | undefined {
	const last = newest(keys);
	if (!last) return now;
	const due = last.signsFrom.getTime() + SIGN_MS;
	if (now.getTime() < due - AHEAD_MS) return undefined;
	// Published first, also where nobody has asked for a long time.
	return new Date(Math.max(due, now.getTime() + AHEAD_MS));
}
