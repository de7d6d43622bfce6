import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { DueLogout, Ended, Served, ServedStore } from './ports.ts';

interface Stores {
	readonly served: ServedStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST = 1000;

export function describeServedStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`served store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: ServedStore;
		let clients = 0;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.served;
		});
		afterAll(() => opened.close());

		const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
		const newAccount = () => newId('acc', secureRandom);
		/** Each of a client of its own, unless it is said. */
		const added = async (of: Partial<Served> = {}): Promise<Served> => {
			clients += 1;
			const served = {
				session: newId('ses', secureRandom),
				account: newAccount(),
				client: `client-${clients}`,
				since: clock.now(),
				endsAt: inMs(DAY),
				...of
			};
			await store.add(served);
			return served;
		};
		const dueOf = ({ client }: Pick<Served, 'client'>, at = clock.now(), on = store) =>
			on.listDue(client, { at, most: MOST });
		const end = (ended: Ended) => store.end(ended, clock.now());
		const endSession = ({ account, session }: Served) => end({ of: 'session', account, session });
		const onlyDue = async (served: Served): Promise<DueLogout> => {
			const [due, ...more] = await dueOf(served);
			if (!due || more.length > 0) throw new Error('One is expected.');
			return due;
		};

		test('says which clients each session of an account serves, through another connection too', async () => {
			const one = await added();
			const { account, session } = one;
			const two = await added({ account, session, since: inMs(MINUTE) });
			const other = await added({ account, since: inMs(2 * MINUTE) });
			await added();
			expect(await opened.peer.served.list(account)).toEqual([one, two, other]);
		});

		test('an id that no session can have ends nothing', async () => {
			const one = await added();
			await endSession({ ...one, session: `${one.session}\0` as typeof one.session });
			expect(await dueOf(one)).toEqual([]);
		});

		test('the same of 50 at once is one, and keeps when it began', async () => {
			const one = await added();
			await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? store : opened.peer.served).add({ ...one, since: inMs(MINUTE) })
				)
			);
			expect(await store.list(one.account)).toEqual([one]);
		});

		test('nothing is due of a session that has not ended', async () => {
			const one = await added();
			expect(await dueOf(one, inMs(2 * DAY))).toEqual([]);
		});

		test('all clients of a session that has ended are due, and those of no other', async () => {
			const one = await added();
			const { account, session } = one;
			const two = await added({ account, session });
			const other = await added({ account });
			await endSession(one);
			for (const { client } of [one, two])
				expect(await dueOf({ client }, clock.now(), opened.peer.served)).toEqual([
					{ account, session, client, tries: 0, dueAt: clock.now() }
				]);
			expect(await dueOf(other)).toEqual([]);
		});

		test('a session is ended for its account alone', async () => {
			const one = await added();
			await endSession({ ...one, account: newAccount() });
			expect(await dueOf(one)).toEqual([]);
		});

		test('of an account all are due but those of the session that is spared', async () => {
			const one = await added();
			const { account } = one;
			const [spared, strange] = [await added({ account }), await added()];
			await end({ of: 'account', account, spared: spared.session });
			expect(await dueOf(one)).toHaveLength(1);
			for (const each of [spared, strange]) expect(await dueOf(each)).toEqual([]);
			await end({ of: 'account', account });
			expect(await dueOf(spared)).toHaveLength(1);
		});

		test('of everybody all are due but those of the session that is spared', async () => {
			const [one, two, spared] = [await added(), await added(), await added()];
			const { account, session: id } = spared;
			await end({ of: 'everybody', spared: { account, id } });
			for (const each of [one, two]) expect(await dueOf(each)).toHaveLength(1);
			expect(await dueOf(spared)).toEqual([]);
			await end({ of: 'everybody' });
			expect(await dueOf(spared)).toHaveLength(1);
		});

		test('what is longest due comes first, and no more than is asked for', async () => {
			const [one, two] = [await added(), await added()];
			const { client } = one;
			const same = await added({ client });
			const at = clock.now();
			await store.end({ of: 'session', ...same }, new Date(at.getTime() - MINUTE));
			await endSession(one);
			await endSession(two);
			const sessions = (await dueOf(one)).map(({ session }) => session);
			expect(sessions).toEqual([same.session, one.session]);
			expect(await store.listDue(client, { at, most: 1 })).toMatchObject([
				{ session: same.session }
			]);
		});

		test('of 50 that claim one try one does, and it is put off', async () => {
			const one = await added();
			await endSession(one);
			const due = await onlyDue(one);
			const claimed = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? store : opened.peer.served).claim(due, inMs(MINUTE))
				)
			);
			expect(claimed.filter(Boolean)).toHaveLength(1);
			expect(await dueOf(one)).toEqual([]);
			expect(await dueOf(one, inMs(MINUTE))).toEqual([{ ...due, tries: 1, dueAt: inMs(MINUTE) }]);
		});

		test('one that was tried is not due anew when its session is ended once more', async () => {
			const one = await added();
			await endSession(one);
			await store.claim(await onlyDue(one), inMs(MINUTE));
			await endSession(one);
			expect(await dueOf(one)).toEqual([]);
			const [put] = await dueOf(one, inMs(MINUTE));
			if (put) await store.claim(put, undefined);
			await endSession(one);
			expect(await dueOf(one, inMs(DAY))).toEqual([]);
		});

		test('one that was told is not due any more, also when its session is ended once more', async () => {
			const one = await added();
			await endSession(one);
			await store.settle(one);
			await endSession(one);
			expect(await dueOf(one, inMs(DAY))).toEqual([]);
			expect(await dueOf(one, inMs(DAY), opened.peer.served)).toEqual([]);
		});

		test('says whom a session serves, or an account but for one, whether or not they were told', async () => {
			const one = await added();
			const { account, session } = one;
			const two = await added({ account, session });
			const other = await added({ account });
			await added();
			const of = (ended: Exclude<Ended, { of: 'everybody' }>) =>
				opened.peer.served.listServed(ended);
			const named = (...all: readonly Served[]) =>
				all.map(({ session: of, client }) => ({ session: of, client }));
			await endSession(one);
			await store.settle(one);
			expect(await of({ of: 'session', account, session })).toEqual(
				expect.arrayContaining(named(one, two))
			);
			expect(await of({ of: 'session', account, session })).toHaveLength(2);
			expect(await of({ of: 'session', account: newAccount(), session })).toEqual([]);
			const strange = `${session}\0` as typeof session;
			expect(await of({ of: 'session', account, session: strange })).toEqual([]);
			expect(await of({ of: 'account', account, spared: session })).toEqual(named(other));
			expect(await of({ of: 'account', account })).toHaveLength(3);
		});

		test('goes when the time of its session is over, and is told for three days more', async () => {
			const { account, ...one } = await added();
			await endSession({ account, ...one });
			clock.advance(2 * DAY);
			expect(await store.list(account)).toEqual([]);
			await added();
			expect(await dueOf(one)).toHaveLength(1);
			clock.advance(2 * DAY);
			await added();
			clock.advance(-4 * DAY);
			expect(await store.list(account)).toEqual([]);
			expect(await dueOf(one)).toEqual([]);
		});
	});
}
