import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Ending, EndingStore } from './endings.ts';

interface Opened {
	readonly endings: EndingStore;
	/** The same store through another connection. */
	readonly peerEndings: EndingStore;
	close(): Promise<void>;
}

const DAY = 24 * 60 * 60_000;

export function describeEndingStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`ending store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;

		beforeAll(async () => {
			opened = await open(clock);
		});
		afterAll(() => opened.close());

		const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
		const all = async (store = opened.endings): Promise<Ending[]> => {
			const found: Ending[] = [];
			for await (const page of store.all()) found.push(...page);
			return found;
		};
		const session = () => newId('ses', secureRandom);
		const ofSession = (until = inMs(DAY)) =>
			({ of: 'session', session: session(), until }) as const;

		test('gives back what was recorded, through another connection too', async () => {
			const account = newId('acc', secureRandom);
			const endings = [
				ofSession(),
				{ of: 'secret', session: session(), secretHash: 'a', until: inMs(DAY) },
				{ of: 'account', account, before: inMs(-1), spared: session(), until: inMs(DAY) },
				{ of: 'identity', account, until: inMs(DAY) }
			] as const;
			await opened.endings.record(endings);
			for (const store of [opened.endings, opened.peerEndings])
				expect(await all(store)).toEqual(expect.arrayContaining([...endings]));
		});

		test('each secret of one session is one of its own, beside its end', async () => {
			const id = session();
			const until = inMs(DAY);
			const endings = [
				{ of: 'session', session: id, until },
				{ of: 'secret', session: id, secretHash: 'a', until },
				{ of: 'secret', session: id, secretHash: 'b', until }
			] as const;
			await Promise.all(endings.map((ending) => opened.endings.record([ending])));
			const found = (await all()).filter((each) => 'session' in each && each.session === id);
			expect(new Set(found)).toEqual(new Set(endings));
		});

		test('of an account the latest counts, in whatever order they come', async () => {
			const account = newId('acc', secureRandom);
			const ending = (ms: number) =>
				({
					of: 'account',
					account,
					before: inMs(ms),
					spared: session(),
					until: inMs(DAY + ms)
				}) as const;
			const [first, second, third] = [ending(1), ending(2), ending(3)];
			await opened.endings.record([first, third]);
			await opened.peerEndings.record([second]);
			const found = (await all()).filter((each) => 'account' in each && each.account === account);
			expect(found).toEqual([third]);
		});

		test('the same again, and twice in one go, is one', async () => {
			const one = ofSession();
			await opened.endings.record([one, one]);
			await opened.peerEndings.record([one]);
			const found = (await all()).filter(
				(each) => 'session' in each && each.session === one.session
			);
			expect(found).toEqual([one]);
		});

		test('nothing of 50 that come at once through two connections is lost', async () => {
			const shared = ofSession();
			const endings = Array.from({ length: 50 }, () => ofSession());
			await Promise.all(
				endings.map((ending, at) =>
					(at % 2 === 0 ? opened.endings : opened.peerEndings).record([shared, ending])
				)
			);
			expect(await all()).toEqual(expect.arrayContaining([shared, ...endings]));
		});

		test('more than fit on a page are all there, once', async () => {
			const endings = Array.from({ length: 4500 }, () => ofSession());
			await opened.endings.record(endings);
			const found = (await all()).flatMap((each) => (each.of === 'session' ? each.session : []));
			expect(new Set(found).size).toBe(found.length);
			expect(found).toEqual(expect.arrayContaining(endings.map((ending) => ending.session)));
		});

		test('an epoch is later than the last, than the time, and than any other of 50 at once', async () => {
			const far = clock.now().getTime() + DAY;
			expect(await opened.endings.beginEpoch(0)).toBeGreaterThanOrEqual(clock.now().getTime());
			expect(await opened.peerEndings.beginEpoch(far)).toBeGreaterThan(far);
			const begun = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.endings : opened.peerEndings).beginEpoch(far)
				)
			);
			expect(new Set(begun).size).toBe(50);
			const epochs = (await all()).filter(({ of }) => of === 'everybody');
			expect(epochs).toMatchObject([{ epoch: Math.max(...begun) }]);
		});

		test('what would have ended by itself is left out days later, and only then', async () => {
			const [short, long] = [ofSession(inMs(DAY)), ofSession(inMs(10 * DAY))];
			await opened.endings.record([short, long]);
			// A clock may be wrong.
			clock.advance(2 * DAY);
			expect(await all()).toEqual(expect.arrayContaining([short, long]));
			clock.advance(3 * DAY);
			const left = await all();
			expect(left).toContainEqual(long);
			expect(left).not.toContainEqual(short);
			await opened.endings.record([ofSession()]);
			clock.advance(-5 * DAY);
			// Not only left out: nothing brings it back.
			expect(await all()).not.toContainEqual(short);
		});
	});
}
