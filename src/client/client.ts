/** The JSON API as functions: each resolves with the answer, or rejects with a `ProblemError`. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';

import { ProblemError, problemOf, UNREACHABLE } from './problem.ts';
import type {
	Answer,
	Applicant,
	PasskeySignIn,
	PasskeySignUp,
	Prompt,
	RememberedBrowserView,
	SessionView,
	SignedIn,
	SignInAnswer,
	Verdict
} from './wire.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

interface ClientOptions {
	/** Where Latchkey lives; the page's own origin if not given. */
	readonly origin?: string;
	readonly fetch?: typeof fetch;
}

export interface Client {
	/** Signs up with a password. */
	signUp(applicant: Applicant & { password: string }): Promise<SignedIn>;
	/** Begins signing up with a passkey: nothing is written until `finishSignUp`. */
	beginSignUp(applicant: Applicant): Promise<PasskeySignUp>;
	/** The recovery codes come this once. */
	finishSignUp(given: {
		ceremony: string;
		response: RegistrationResponseJSON;
	}): Promise<SignedIn & { recoveryCodes?: readonly string[] }>;
	/** A new passkey at the end of a recovery; nothing is removed until `finishRecoveryPasskey`. */
	beginRecoveryPasskey(mailbox: string): Promise<PasskeySignUp>;
	/** The recovery codes come this once. */
	finishRecoveryPasskey(given: {
		ceremony: string;
		response: RegistrationResponseJSON;
	}): Promise<SignedIn & { recoveryCodes?: readonly string[] }>;
	signInWithPassword(given: {
		identifier: string;
		password: string;
		staySignedIn?: boolean;
	}): Promise<SignInAnswer>;
	beginPasskeySignIn(): Promise<PasskeySignIn>;
	finishPasskeySignIn(given: {
		ceremony: string;
		response: AuthenticationResponseJSON;
		staySignedIn?: boolean;
	}): Promise<SignInAnswer>;
	/** Begins answering a challenge by one of its methods; a second prompt voids the first. */
	prompt(challenge: string, method: string): Promise<Prompt>;
	/** `remember`: not to be asked again in this browser for a while, after a password and a second factor. */
	answer(
		challenge: string,
		given: { method: string; answer: Answer; remember?: boolean }
	): Promise<Verdict>;
	/** The browsers that are remembered. */
	rememberedBrowsers(): Promise<readonly RememberedBrowserView[]>;
	forgetBrowser(id: string): Promise<void>;
	/** The session of this browser. */
	session(): Promise<SessionView>;
	signOut(): Promise<void>;
	/** Any other call, by its path below `/api/v1`. */
	call<Result>(method: Method, path: string, body?: unknown): Promise<Result>;
}

export function createClient({ origin = '', fetch: send = fetch }: ClientOptions = {}): Client {
	const call = async <Result>(method: Method, path: string, body?: unknown): Promise<Result> => {
		const content =
			body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
		const response = await send(`${origin}/api/v1${path}`, { method, ...content }).catch(
			(cause: unknown) => {
				throw new ProblemError({ code: UNREACHABLE, status: 0 }, { cause });
			}
		);
		if (!response.ok) throw new ProblemError(await problemOf(response));
		return (response.status === 204 ? undefined : await response.json()) as Result;
	};
	const challengePath = (id: string, step: string): string =>
		`/challenges/${encodeURIComponent(id)}/${step}`;

	return {
		call,
		signUp: (applicant) => call('POST', '/accounts', applicant),
		beginSignUp: (applicant) => call('POST', '/accounts', applicant),
		finishSignUp: (given) => call('POST', '/accounts/passkey', given),
		beginRecoveryPasskey: (mailbox) =>
			call('POST', `/recovery/mailbox/${encodeURIComponent(mailbox)}/passkey`),
		finishRecoveryPasskey: (given) => call('POST', '/recovery/passkey', given),
		signInWithPassword: (given) => call('POST', '/sign-in/password', given),
		beginPasskeySignIn: () => call('POST', '/sign-in/passkey/options', {}),
		finishPasskeySignIn: (given) => call('POST', '/sign-in/passkey', given),
		prompt: (challenge, method) => call('POST', challengePath(challenge, 'prompt'), { method }),
		answer: (challenge, given) => call('POST', challengePath(challenge, 'answer'), given),
		rememberedBrowsers: () => call('GET', '/remembered-browsers'),
		forgetBrowser: (id) => call('DELETE', `/remembered-browsers/${encodeURIComponent(id)}`),
		session: () => call('GET', '/session'),
		signOut: () => call('DELETE', '/session')
	};
}
