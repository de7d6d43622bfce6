/** For pages of the service's own origin: the browser keeps the session's cookie, out of reach of scripts. */
import { createAsk, readAnswer, type AskOptions } from './ask.ts';
import { callByCookie } from './calls.ts';
import { sessionIn, type Keeper, type Kept } from './keeper.ts';
import { ProblemError } from './problem.ts';
import type { Tabs } from './tabs.ts';
import type { SessionView } from './wire.ts';

export function createCookieKeeper(tabs: Tabs<Kept>, options: AskOptions): Keeper {
	const { fetch: send = fetch } = options;
	const ask = createAsk(options);
	const call = callByCookie(options);

	const check = async (): Promise<void> => {
		const before = tabs.get();
		try {
			const session = await readAnswer<SessionView>(await ask({ method: 'GET', path: '/session' }));
			// What was decided meanwhile is younger than this answer.
			if (tabs.get() === before) tabs.set({ session });
		} catch (error) {
			if (!(error instanceof ProblemError) || error.status !== 401) throw error;
			if (before && tabs.get() === before) tabs.set(undefined);
		}
	};

	return {
		check,
		begin: check,

		async call<Result>(...given: Parameters<typeof call>) {
			const answer = await call<Result>(...given);
			const session = sessionIn(given[1], answer);
			if (session) tabs.set({ session });
			return answer;
		},

		async fetch(input, init) {
			const response = await send(input, init);
			if (response.status === 401) await check().catch(() => undefined);
			return response;
		},

		async signOut() {
			await call('DELETE', '/session');
			tabs.set(undefined);
		}
	};
}
