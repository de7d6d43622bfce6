/**
 * For applications of other origins: tokens, in the memory of their tabs and nowhere else. One refresh serves all tabs;
 * what each of its steps is for stands in docs/refresh-tokens.md.
 */
import { createAsk, readAnswer, type AskOptions, type Question } from './ask.ts';
import type { Keeper, Kept } from './keeper.ts';
import { ProblemError } from './problem.ts';
import type { Tabs } from './tabs.ts';
import type { SessionView } from './wire.ts';

/** A request that took longer is given up, and its answer is not heard when it comes after all. */
const GIVE_UP_MS = 10_000;
const KEPT_HEADER = 'latchkey-kept';

interface Pair {
	readonly accessToken: string;
	readonly refreshToken: string;
	readonly tokenType: 'Bearer' | 'DPoP';
	readonly expiresAt: string;
	readonly session: SessionView;
}

/** A key that never leaves the browser, and what is said with it. `latchkey/client/proof` makes one. */
export interface Prover {
	newKey(): Promise<CryptoKeyPair>;
	/** The `DPoP` header of one call. */
	prove(
		key: CryptoKeyPair,
		call: { method: string; url: string; accessToken?: string | undefined }
	): Promise<string>;
}

export interface KeptTokens extends Kept {
	readonly pair: Pair;
	readonly key?: CryptoKeyPair | undefined;
}

/** Of two values that were set at once, a sign-out counts, and else the younger pair. */
export const rankOfTokens = (kept: KeptTokens | undefined): string =>
	kept ? `${kept.pair.expiresAt} ${kept.pair.refreshToken}` : '~';

export interface TokenOptions extends AskOptions {
	readonly clientId: string;
	/** Where access tokens are sent by `fetch`: these, and what is below them. The page's own origin if not given. */
	readonly apis?: readonly string[] | undefined;
	readonly prover?: Prover | undefined;
}

/** The tokens are good no more. A proof that is not taken, as where a clock is off, says nothing about them. */
const isOver = (error: unknown): boolean =>
	error instanceof ProblemError && error.code === 'tokens.not_accepted';

export function createTokenKeeper(tabs: Tabs<KeptTokens>, options: TokenOptions): Keeper {
	const { origin = '', clientId, prover, fetch: send = fetch } = options;
	const init = (): RequestInit => ({
		credentials: 'omit',
		signal: AbortSignal.timeout(GIVE_UP_MS)
	});
	/** What a browser would keep in cookies during a sign-in. */
	let carried: string | undefined;
	const askForTokens = createAsk({ ...options, init });
	const askForSignIn = createAsk({
		...options,
		init,
		heard: ({ headers }) => (carried = headers.get(KEPT_HEADER) ?? carried)
	});

	/** The headers by which a call proves what it may. */
	const proofOf = async (
		{ method, url }: { readonly method: string; readonly url: string },
		{ pair, key }: { readonly pair?: Pair | undefined; readonly key?: CryptoKeyPair | undefined }
	): Promise<Record<string, string>> => {
		const accessToken = pair?.accessToken;
		return {
			...(pair && { authorization: `${pair.tokenType} ${pair.accessToken}` }),
			...(key && prover && { dpop: await prover.prove(key, { method, url, accessToken }) })
		};
	};

	const ask = async (question: Question, proof: Parameters<typeof proofOf>[1] = {}) => {
		const { method, path } = question;
		const headers = {
			'latchkey-client': clientId,
			...question.headers,
			...(await proofOf({ method, url: `${origin}/api/v1${path}` }, proof))
		};
		return askForTokens({ ...question, headers });
	};

	const revoke = async ({ pair: { refreshToken }, key }: KeptTokens): Promise<void> =>
		void (await ask({ method: 'POST', path: '/tokens/revoke', body: { refreshToken } }, { key }));

	/** The session behind these tokens. The first use of a new pair spends the token before it. */
	const sessionOf = async ({ pair, key }: KeptTokens): Promise<SessionView> =>
		readAnswer(await ask({ method: 'GET', path: '/tokens/session' }, { pair, key }));

	const exchange = (code: string): Promise<void> =>
		tabs.alone(async () => {
			const before = tabs.get();
			const key = await prover?.newKey();
			const question = { method: 'POST', path: '/tokens', body: { code } } as const;
			const pair = await readAnswer<Pair>(await ask(question, { key }));
			tabs.set({ session: pair.session, pair, key });
			// Nothing stays open behind a new sign-in. ASVS 5.0 7.2.4.
			if (before) await revoke(before).catch(() => undefined);
		});

	const refresh = async (before: KeptTokens): Promise<void> => {
		const body = { refreshToken: before.pair.refreshToken };
		const question = { method: 'POST', path: '/tokens/refresh', body } as const;
		try {
			const pair = await readAnswer<Pair>(await ask(question, { key: before.key }));
			// Where there are no locks, somebody may have signed out or in meanwhile: then this is given up.
			if (tabs.get()?.pair.refreshToken !== before.pair.refreshToken) return;
			const kept = { ...before, session: pair.session, pair };
			tabs.set(kept);
			await sessionOf(kept);
		} catch (error) {
			if (!isOver(error)) throw error;
			if (tabs.get()?.session.id === before.session.id) tabs.set(undefined);
		}
	};

	const changeSession = async (used: KeptTokens, session: SessionView): Promise<void> => {
		await tabs.ask();
		if (tabs.get()?.pair.accessToken === used.pair.accessToken) tabs.set({ ...used, session });
	};

	/** Something better than `used`: what another tab has got, or the next pair. */
	const renew = (used: KeptTokens): Promise<void> =>
		tabs.alone(async () => {
			const isNew = () => tabs.get()?.pair.accessToken !== used.pair.accessToken;
			if (!isNew()) await tabs.ask();
			const kept = tabs.get();
			if (kept && !isNew()) await refresh(kept);
		});

	/** Does `work` with the tokens there are, and once more with others if these are refused. */
	const withTokens = async <Result>(
		work: (kept: KeptTokens | undefined) => Promise<Result>,
		wasRefused: (result: Result) => boolean
	): Promise<Result> => {
		const used = tabs.get();
		const result = await work(used);
		if (!used || !wasRefused(result)) return result;
		// Without an answer the tokens may still be good later; what was refused now stays refused.
		await renew(used).catch(() => undefined);
		const next = tabs.get();
		return next && next.pair.accessToken !== used.pair.accessToken ? work(next) : result;
	};

	const { apis = [location.origin] } = options;
	const isOurs = ({ href }: URL): boolean =>
		apis.some((api) => href === api || href.startsWith(api.endsWith('/') ? api : `${api}/`));

	return {
		async call<Result>(...[method, path, body]: Parameters<Keeper['call']>) {
			const kept = carried === undefined ? {} : { [KEPT_HEADER]: carried };
			const headers = { 'latchkey-client': clientId, ...kept };
			const answered = await askForSignIn({ method, path, body, headers });
			const { code, ...answer } = (await readAnswer<{ code?: string } | undefined>(answered)) ?? {};
			if (code !== undefined) await exchange(code);
			return answer as Result;
		},

		async fetch(input, init) {
			const request = new Request(input, init);
			const url = new URL(request.url);
			// A token is shown to nobody else, whatever address somebody made this page ask.
			if (!isOurs(url)) throw new TypeError(`${url.origin} is none of the APIs of this client.`);
			const { method } = request;
			const proven = { method, url: url.origin + url.pathname };
			return withTokens(
				async (kept) => {
					const own = new Request(request.clone());
					const headers = await proofOf(proven, kept ?? {});
					for (const [name, value] of Object.entries(headers)) own.headers.set(name, value);
					return send(own);
				},
				({ status }) => status === 401
			);
		},

		begin: () => tabs.ask(),

		async check() {
			const used = tabs.get();
			if (!used) return;
			try {
				const session = await sessionOf(used);
				await tabs.alone(async () => changeSession(used, session));
			} catch (error) {
				if (!isOver(error)) throw error;
				await renew(used);
			}
		},

		signOut: () =>
			tabs.alone(async () => {
				await tabs.ask();
				const kept = tabs.get();
				// First here: whoever leaves is out, whether or not the service can be told.
				tabs.set(undefined);
				if (kept) await revoke(kept);
			})
	};
}
