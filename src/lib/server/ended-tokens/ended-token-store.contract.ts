import { setImmediate as turn } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { LISTED_MS, type TokenEnding } from './ended-token.ts';
import type { EndedTokenStore } from './ports.ts';

interface Stores {
	readonly endedTokens: EndedTokenStore;
}

interface Opened {
	readonly stores: Stores;
	readonly transact: Transact<Stores>;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

const MINUTE = 60_000;

export function describeEndedTokenStore(
	name: string,
	open: (clock: Clock) => Promise<Opened>
): void {
	describe(`ended token store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: EndedTokenStore;
		let clients = 0;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.endedTokens;
		});
		afterAll(() => opened.close());

		const newClient = () => `client-${(clients += 1)}`;
		const ofSession = (client: string) =>
			({ of: 'session', session: newId('ses', secureRandom), client }) as const;
		/** All that is there, from `after` on. */
		const read = async (of: string, { after = 0, most = 1000, on = store } = {}) => {
			const { last } = await on.bounds();
			return on.list({ clients: [of], after, to: last, most });
		};
		const endings = async (of: string, by?: Parameters<typeof read>[1]) =>
			(await read(of, by)).map(({ ending }) => ending);

		test('gives back what was listed, in its order, through another connection too', async () => {
			const client = newClient();
			const { last: before } = await store.bounds();
			const all: readonly TokenEnding[] = [
				ofSession(client),
				{ of: 'grant', grant: 'a name of it', client },
				{ of: 'consent', consent: newId('con', secureRandom), client },
				{ of: 'token', jti: 'a token', client },
				{ of: 'everybody' }
			];
			await store.add(all);
			const by = { after: before, on: opened.peer.endedTokens };
			expect(await endings(client, by)).toEqual(all);
			const numbers = (await read(client, by)).map(({ number }) => number);
			expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
			expect(new Set(numbers).size).toBe(5);
			expect((await opened.peer.endedTokens.bounds()).last).toBe(numbers.at(-1));
		});

		test('of other clients nothing is read, and of everybody by all', async () => {
			const [one, two] = [newClient(), newClient()];
			const { last: after } = await store.bounds();
			const mine = ofSession(one);
			await store.add([mine, ofSession(two)]);
			await store.add([{ of: 'everybody' }]);
			expect(await endings(one, { after })).toEqual([mine, { of: 'everybody' }]);
			expect(await endings(newClient(), { after })).toEqual([{ of: 'everybody' }]);
		});

		test('is read in pages', async () => {
			const client = newClient();
			const { last: after } = await store.bounds();
			const all = Array.from({ length: 1100 }, () => ofSession(client));
			await store.add(all);
			const [first] = await read(client, { after, most: 1 });
			expect(first?.ending).toEqual(all[0]);
			expect(await endings(client, { after: first?.number ?? 0, most: 2000 })).toEqual(
				all.slice(1)
			);
		});

		test('what is listed again within moments is there once, and later twice', async () => {
			const client = newClient();
			const { last: after } = await store.bounds();
			const one = ofSession(client);
			await store.add([one, one]);
			await store.add([one]);
			await store.add([{ ...one, client: newClient() }]);
			expect(await endings(client, { after })).toEqual([one]);
			clock.advance(4 * MINUTE);
			await store.add([one]);
			expect(await endings(client, { after })).toEqual([one, one]);
		});

		test('whoever reads while 50 write, and goes on behind what was last, misses none', async () => {
			const client = newClient();
			let { last: after } = await store.bounds();
			const all = Array.from({ length: 50 }, () => ofSession(client));
			const found: TokenEnding[] = [];
			let isWritten = false;
			const reading = async () => {
				for (let isLast = false; !isLast;) {
					isLast = isWritten;
					const { last: to } = await opened.peer.endedTokens.bounds();
					const page = await opened.peer.endedTokens.list({
						clients: [client],
						after,
						to,
						most: 1000
					});
					found.push(...page.map(({ ending }) => ending));
					after = to;
					// SQLite answers at once: whoever writes has to have a turn.
					await turn();
				}
			};
			const writing = Promise.all(
				all.map((each, at) =>
					at % 3 === 0
						? opened.transact(async ({ endedTokens }) => endedTokens.add([each]))
						: (at % 3 === 1 ? store : opened.peer.endedTokens).add([each])
				)
			).then(() => (isWritten = true));
			await Promise.all([reading(), writing]);
			expect(found).toHaveLength(50);
			expect(found).toEqual(expect.arrayContaining(all));
		});

		test('is listed with what a transaction does, or not at all', async () => {
			const client = newClient();
			const [undone, done] = [ofSession(client), ofSession(client)];
			const failed = opened.transact(async ({ endedTokens }) => {
				await endedTokens.add([undone]);
				throw new Error('undone');
			});
			await expect(failed).rejects.toThrow('undone');
			await opened.transact(async ({ endedTokens }) => endedTokens.add([done]));
			expect((await endings(client)).filter(({ of }) => of === 'session')).toEqual([done]);
		});

		test('what no token can hang on is not there any more, and is swept', async () => {
			const client = newClient();
			const one = ofSession(client);
			await store.add([one]);
			const listed = (await read(client)).find(({ ending }) => ending.of === 'session');
			clock.advance(LISTED_MS);
			expect(await endings(client)).toEqual([]);
			expect((await store.bounds()).swept).toBeLessThan(listed?.number ?? 0);
			await store.add([ofSession(client)]);
			const { swept, last } = await store.bounds();
			expect(swept).toBeGreaterThanOrEqual(listed?.number ?? Infinity);
			expect(swept).toBeLessThan(last);
			expect(await endings(client)).toHaveLength(1);
		});

		test('nothing is listed of nothing', async () => {
			const before = await store.bounds();
			await store.add([]);
			expect(await store.bounds()).toEqual(before);
		});
	});
}
