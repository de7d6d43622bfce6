/**
 * Pending: what waits for an answer, such as a challenge, a ceremony or an enrolment.
 *
 * A pending record belongs to one holder, allows a few attempts and then expires.
 * What it is about is the business of the capability that saved it.
 */
export interface Pending {
	readonly id: string;
	/** Who may reach it: a session id, or the hash of a browser's attempt secret. */
	readonly holder: string;
	readonly attemptsLeft: number;
	readonly expiresAt: Date;
	/** JSON; parsed with a schema by the capability that saved it. */
	readonly data: unknown;
}

/** A record can be reached by its holder only. */
export type PendingRef = Pick<Pending, 'id' | 'holder'>;
