/**
 * What people were told is done. From that moment it must hold, whatever happens to the stores.
 *
 * What was neither acknowledged nor refused may have happened or not: it stands here as unsure, and
 * proves nothing.
 */

import { newPerson as anybody } from '../support/person.ts';

/** `unsure`: the answer that would have told got lost. */
type Standing = 'live' | 'ended' | 'unsure';

export interface Person {
	readonly username: string;
	readonly email: string;
	/** What the account may be opened with: two while it is unsure whether a change was made. */
	passwords: readonly string[];
	/** Voided by an acknowledged change. */
	readonly oldPasswords: string[];
	/** Secrets of authenticator apps by the factor's id. */
	readonly apps: Map<string, string>;
	/** Secrets of apps whose removal was acknowledged. */
	readonly removedApps: string[];
	/** Whether an account without a known app may have one all the same. */
	mayHaveUnknownApp: boolean;
	/** Codes of the app that have signed in, with the time they stand for. */
	readonly usedCodes: { readonly code: string; readonly at: Date }[];
	recoveryCodes: string[];
	readonly usedRecoveryCodes: string[];
	/** Sessions by their bearer token. */
	readonly tokens: Map<string, Standing>;
	/** Whether anything has changed since it was last looked at. */
	isChanged: boolean;
}

export interface Ledger {
	readonly people: readonly Person[];
	/** Somebody whose account was acknowledged. */
	add(person: Person): void;
}

export function createLedger(): Ledger {
	const people: Person[] = [];
	return { people, add: (person) => void people.push(person) };
}

export function newPerson(): Person {
	const { username, email, password } = anybody();
	return {
		username,
		email,
		passwords: [password],
		oldPasswords: [],
		apps: new Map(),
		removedApps: [],
		mayHaveUnknownApp: false,
		usedCodes: [],
		recoveryCodes: [],
		usedRecoveryCodes: [],
		tokens: new Map(),
		isChanged: true
	};
}

/** Every session of somebody but `except` has ended, or may have. */
export function setOthers(person: Person, except: string | undefined, to: Standing): void {
	for (const [token, standing] of person.tokens)
		if (token !== except && standing !== 'ended') person.tokens.set(token, to);
}

export const tokensOf = ({ tokens }: Person, wanted: Standing): string[] =>
	[...tokens].filter(([, standing]) => standing === wanted).map(([token]) => token);
