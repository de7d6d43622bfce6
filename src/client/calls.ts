/** The JSON API as functions: each resolves with the answer, or rejects with a `ProblemError`. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';

import { createAsk, readAnswer, type AskOptions, type Method } from './ask.ts';
import type {
	Answer,
	Applicant,
	PasskeySignIn,
	PasskeySignUp,
	Prompt,
	RememberedBrowserView,
	SignedIn,
	SignInAnswer,
	Verdict
} from './wire.ts';

/** Any call, by its path below `/api/v1`. */
export type Call = <Result>(method: Method, path: string, body?: unknown) => Promise<Result>;

export interface Calls {
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
	/** Any other call. */
	readonly call: Call;
}

/** As a page of the service itself calls: by its cookies. */
export function callByCookie(options: AskOptions = {}): Call {
	const ask = createAsk(options);
	return async (method, path, body) => readAnswer(await ask({ method, path, body }));
}

export function createCalls(call: Call = callByCookie()): Calls {
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
		forgetBrowser: (id) => call('DELETE', `/remembered-browsers/${encodeURIComponent(id)}`)
	};
}
