/** What keeps somebody signed in: cookies, or tokens. */
import type { Call } from './calls.ts';
import type { SessionView } from './wire.ts';

/** What the tabs of an application know together while somebody is signed in. */
export interface Kept {
	readonly session: SessionView;
}

export interface Keeper {
	readonly call: Call;
	/** As `fetch` does, for somebody who is signed in. */
	readonly fetch: typeof fetch;
	/** Finds out whether the session lives, by the other tabs if they know. */
	begin(): Promise<void>;
	/** Asks the service whether the session lives. */
	check(): Promise<void>;
	signOut(): Promise<void>;
}

const SIGN_IN = /^\/(sign-in\/|challenges\/[^/]+\/answer$|accounts($|\/)|recovery\/passkey$)/;

/** The session that an answer has brought about, where it is an answer of a sign-in. */
export function sessionIn(path: string, answer: unknown): SessionView | undefined {
	if (!SIGN_IN.test(path) || typeof answer !== 'object' || answer === null) return undefined;
	return 'session' in answer ? (answer.session as SessionView) : undefined;
}
