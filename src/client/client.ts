/** Signing in and out, and whether somebody is signed in, for the scripts of an application. docs/client.md */
import type { AskOptions } from './ask.ts';
import { createCalls, type Calls } from './calls.ts';
import { createCookieKeeper } from './cookie-keeper.ts';
import type { Keeper, Kept } from './keeper.ts';
import { ProblemError } from './problem.ts';
import { createTabs, type Tabs } from './tabs.ts';
import {
	createTokenKeeper,
	rankOfTokens,
	type KeptTokens,
	type TokenOptions
} from './token-keeper.ts';
import type { ChallengeView, SessionView, SignInAnswer } from './wire.ts';

export type SessionState =
	| { readonly status: 'unknown' }
	| { readonly status: 'signed-out' }
	| { readonly status: 'signed-in'; readonly session: SessionView };

/** It has the contract of Svelte's stores: whoever subscribes hears the state now, and each change. */
export interface SessionStore {
	get(): SessionState;
	subscribe(run: (state: SessionState) => void): () => void;
	/** Asks the service whether the session lives. Rejects where there is no answer. */
	check(): Promise<SessionState>;
}

export interface Client extends Calls {
	readonly session: SessionStore;
	/** As the browser's own, with the access token where there is one: refreshed once and asked once more after a 401. */
	readonly fetch: typeof fetch;
	/** Begins and finishes a sign-in by passkey, with the browser's own dialog. */
	signInWithPasskey(given?: { staySignedIn?: boolean }): Promise<SignInAnswer>;
	/**
	 * Does `work`, and where more has to be proven for it, does it once more after `prove`. With a challenge of the
	 * service that is to be answered; without one, an API of the application's own wants a new sign-in. RFC 9470.
	 */
	stepUp<Result>(
		work: () => Promise<Result>,
		prove: (challenge: ChallengeView | undefined) => Promise<unknown>
	): Promise<Result>;
	/** Rejects where the service could not be told; this browser is signed out in any case where it has tokens. */
	signOut(): Promise<void>;
	/** Nothing is heard or known any more. */
	close(): void;
}

export type ClientOptions = AskOptions &
	(Omit<TokenOptions, 'init'> | { readonly clientId?: undefined });

/** The challenge to answer; undefined where none is named; false where `result` is no refusal for want of a proof. */
function missingProof(result: unknown): ChallengeView | false | undefined {
	if (result instanceof ProblemError)
		return result.code === 'step-up-required' && (result.problem['challenge'] as ChallengeView);
	if (!(result instanceof Response) || result.status !== 401) return false;
	const said = result.headers.get('www-authenticate') ?? '';
	return said.includes('error="insufficient_user_authentication"') ? undefined : false;
}

/** `work` as a value, also where it is refused. */
const outcomeOf = async <Result>(work: () => Promise<Result>): Promise<Result | ProblemError> =>
	work().catch((error: unknown) => {
		if (error instanceof ProblemError) return error;
		throw error;
	});

interface Opened {
	readonly tabs: Pick<Tabs<Kept>, 'get' | 'close'>;
	readonly keeper: Keeper;
	/** When it is known whether somebody is signed in. */
	readonly begun: Promise<void>;
}

export function createClient(options: ClientOptions = {}): Client {
	const listeners = new Set<(state: SessionState) => void>();
	let opened: Opened | undefined;
	let state: SessionState = { status: 'unknown' };

	const changed = (): void => {
		const session = opened?.tabs.get()?.session;
		if (!session && state.status === 'signed-out') return;
		state = session ? { status: 'signed-in', session } : { status: 'signed-out' };
		for (const listener of [...listeners]) listener(state);
	};

	const open = (): Omit<Opened, 'begun'> => {
		const { locks } = navigator;
		const { origin = '', clientId } = options;
		const name = `latchkey ${origin} ${clientId ?? ''}`;
		if (clientId === undefined) {
			const rank = (kept: Kept | undefined) => (kept ? '' : '~');
			const tabs = createTabs<Kept>({ name, rank, onChange: changed, locks });
			return { tabs, keeper: createCookieKeeper(tabs, options) };
		}
		const tabs = createTabs<KeptTokens>({ name, rank: rankOfTokens, onChange: changed, locks });
		return { tabs, keeper: createTokenKeeper(tabs, { ...options, clientId }) };
	};

	const checkWhenSeen = (): void => {
		const isSeen = document.visibilityState === 'visible';
		if (isSeen && state.status === 'signed-in') opened?.keeper.check().catch(() => undefined);
	};

	/** Not before it is needed: a page that is drawn by a server has no tabs. */
	const keeper = (): Keeper => {
		if (opened) return opened.keeper;
		const { tabs, keeper } = open();
		const begun = keeper.begin().then(changed, () => undefined);
		opened = { tabs, keeper, begun };
		globalThis.document?.addEventListener('visibilitychange', checkWhenSeen);
		return keeper;
	};

	const calls = createCalls((...given) => keeper().call(...given));

	return {
		...calls,

		session: {
			get: () => state,
			subscribe(run) {
				listeners.add(run);
				run(state);
				if ('location' in globalThis) keeper();
				return () => void listeners.delete(run);
			},
			async check() {
				const { check } = keeper();
				await opened?.begun;
				await check();
				return state;
			}
		},

		async fetch(...given) {
			const { fetch: send } = keeper();
			await opened?.begun;
			return send(...given);
		},

		async signInWithPasskey(given = {}) {
			const { startAuthentication } = await import('@simplewebauthn/browser');
			const { ceremony, options: optionsJSON } = await calls.beginPasskeySignIn();
			const response = await startAuthentication({ optionsJSON });
			return calls.finishPasskeySignIn({ ...given, ceremony, response });
		},

		async stepUp(work, prove) {
			const first = await outcomeOf(work);
			const missing = missingProof(first);
			if (missing !== false) {
				await prove(missing);
				return work();
			}
			if (first instanceof ProblemError) throw first;
			return first;
		},

		signOut: () => keeper().signOut(),

		close() {
			globalThis.document?.removeEventListener('visibilitychange', checkWhenSeen);
			listeners.clear();
			opened?.tabs.close();
		}
	};
}
