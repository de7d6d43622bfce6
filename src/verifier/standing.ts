/** Whether what a token hangs on still stands: asked each time, or looked up in a list that is held here. */
import { createEndedList, type Bonds } from './ended-list.ts';
import { createLiveCheck, questionByClient, questionByKey } from './live-check.ts';
import { TokenError } from './token-error.ts';

/** How to hold a list of what has ended. */
export interface EndedOptions {
	/** A client with a secret whose `audience` is that of this API. */
	readonly clientId: string;
	readonly clientSecret: string;
	/**
	 * What happens to a token while the list is not known to be whole: `ask` asks Latchkey about each, as that client;
	 * `refuse` answers 503. `ask` if not given.
	 */
	readonly whenUnknown?: 'ask' | 'refuse';
}

export interface StandingOptions {
	readonly issuer: string;
	readonly live: { readonly key: string } | undefined;
	readonly ended: EndedOptions | undefined;
	readonly fetch: typeof fetch;
	readonly now: () => Date;
}

export interface Standing {
	/** Refuses with a `TokenError`. */
	require(token: string, bonds: Bonds): Promise<void>;
	close(): void;
}

/** RFC 6749 §2.3.1. */
function basic({ clientId, clientSecret }: EndedOptions): string {
	const encoded = [clientId, clientSecret].map((each) =>
		new URLSearchParams({ '': each }).toString().slice(1)
	);
	return `Basic ${btoa(encoded.join(':'))}`;
}

const ask = async (isLive: (token: string) => Promise<boolean>, token: string): Promise<void> => {
	if (!(await isLive(token))) throw new TokenError('invalid_token');
};

export function createStanding(options: StandingOptions): Standing {
	const { live, ended } = options;
	if (live && ended) throw new TypeError('Who asks about each token needs no list: live or ended.');
	if (live) {
		const isLive = createLiveCheck({ ...options, ...questionByKey(live.key) });
		return { require: (token) => ask(isLive, token), close: () => undefined };
	}
	if (!ended) return { require: async () => undefined, close: () => undefined };

	const authorization = basic(ended);
	const list = createEndedList({ ...options, authorization });
	const isLive = createLiveCheck({ ...options, ...questionByClient(authorization) });
	return {
		async require(token, bonds) {
			const judgement = list.judge(bonds);
			if (judgement === 'ended') throw new TokenError('invalid_token');
			if (judgement === 'good') return;
			if (ended.whenUnknown === 'refuse') throw new TokenError('unavailable');
			await ask(isLive, token);
		},
		close: list.close
	};
}
