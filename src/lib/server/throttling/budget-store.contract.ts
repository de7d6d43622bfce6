import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import {
	counted,
	NO_LIMIT,
	waitOf,
	type Budget,
	type Lane,
	type Limits,
	type Tally
} from './budget.ts';
import type { BudgetStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly budgets: BudgetStore };
	/** The same store through another connection. */
	readonly peer: { readonly budgets: BudgetStore };
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

const limits = (of: Partial<Limits> = {}): Limits => ({
	most: 5,
	free: NO_LIMIT,
	firstDelayMs: 0,
	longestDelayMs: 0,
	leakMs: 0,
	keepMs: 3_600_000,
	...of
});

export function describeBudgetStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`budget store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: BudgetStore;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.budgets;
		});
		afterAll(() => opened.close());

		const lane = (of: Partial<Limits> = {}, name = 'all'): Lane => ({ name, limits: limits(of) });
		const budget = (...lanes: Lane[]): Budget => ({ key: newSecret(secureRandom), lanes });
		const spend = async (one: Budget) => (await store.spend([one]))[0];
		const peek = async (one: Budget) => (await store.peek([one]))[0];
		const racing = <Result>(work: (store: BudgetStore) => Promise<Result>) =>
			Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					work((at % 2 === 0 ? opened.stores : opened.peer).budgets)
				)
			);

		test('has room until it is spent, and then none however long one waits', async () => {
			const one = budget(lane({ most: 2 }));
			expect([await spend(one), await spend(one), await spend(one)]).toEqual([0, 0, Infinity]);
			clock.advance(3_599_999);
			expect(await spend(one)).toBe(Infinity);
		});

		test('looking spends nothing', async () => {
			const one = budget(lane({ most: 1 }));
			await racing((each) => each.peek([one]));
			expect([await peek(one), await spend(one), await peek(one)]).toEqual([0, 0, Infinity]);
		});

		test('waits double from the first to the longest, each from the last failure', async () => {
			const delays = { free: 2, firstDelayMs: 4000, longestDelayMs: 10_000, most: NO_LIMIT };
			const one = budget(lane(delays));
			expect([await spend(one), await spend(one)]).toEqual([0, 0]);
			for (const wait of [4000, 8000, 10_000, 10_000]) {
				expect(await spend(one)).toBe(wait);
				clock.advance(wait - 1);
				expect([await peek(one), await spend(one)]).toEqual([1, 1]);
				clock.advance(1);
				expect(await spend(one)).toBe(0);
			}
		});

		test('a thousand failures still mean the longest wait', async () => {
			const one = budget(lane({ free: 0, firstDelayMs: 1, longestDelayMs: 2, most: NO_LIMIT }));
			for (let at = 0; at < 1100; at += 1) {
				expect(await spend(one)).toBe(0);
				clock.advance(2);
			}
			clock.advance(-1);
			expect(await spend(one)).toBe(1);
		});

		test('failures leak away one by one', async () => {
			const one = budget(lane({ most: 3, leakMs: 1000, keepMs: 3000 }));
			for (let at = 0; at < 3; at += 1) expect(await spend(one)).toBe(0);
			expect(await spend(one)).toBe(1000);
			clock.advance(999);
			expect(await spend(one)).toBe(1);
			clock.advance(1);
			expect([await spend(one), await spend(one)]).toEqual([0, 1000]);
			clock.advance(3000);
			for (const wait of [0, 0, 0, 1000]) expect(await spend(one)).toBe(wait);
		});

		test('all is forgotten when nothing has failed for long enough', async () => {
			const one = budget(lane({ most: 1, keepMs: 5000 }));
			expect(await spend(one)).toBe(0);
			clock.advance(4999);
			expect(await peek(one)).toBe(Infinity);
			clock.advance(1);
			expect([await spend(one), await spend(one)]).toEqual([0, Infinity]);
		});

		test('of lanes that are spent together, all are or none', async () => {
			const [total, first, second] = [
				lane({ most: 3 }, 't'),
				lane({ most: 2 }, 'a'),
				lane({}, 'b')
			];
			const { key } = budget();
			const one = { key, lanes: [total, first] };
			const other = { key, lanes: [total, second] };
			expect([await spend(one), await spend(one), await spend(one)]).toEqual([0, 0, Infinity]);
			expect([await spend(other), await spend(other)]).toEqual([0, Infinity]);
			expect([await peek({ key, lanes: [total] }), await peek({ key, lanes: [second] })]).toEqual([
				Infinity,
				0
			]);
		});

		test('answers in the order of the budgets, and one without room stops no other', async () => {
			const [full, free] = [budget(lane({ most: 1 })), budget(lane({ most: 2 }))];
			await spend(full);
			expect(await store.spend([free, full, budget(lane()), free])).toEqual([0, Infinity, 0, 0]);
			expect(await store.peek([full, free])).toEqual([Infinity, Infinity]);
			expect(await store.peek([])).toEqual([]);
		});

		test('of 50 racing callers as many get through as there is room', async () => {
			const { key } = budget();
			const one = { key, lanes: [lane({ most: 100 }, 't'), lane({ most: 7 }, 'a')] };
			const waits = (await racing((each) => each.spend([one]))).flat();
			expect(waits.filter((wait) => wait === 0)).toHaveLength(7);
			expect(waits.filter((wait) => wait === Infinity)).toHaveLength(43);
		});

		test('of 50 racing callers one gets through when there is a wait after it', async () => {
			const one = budget(lane({ free: 0, firstDelayMs: 1000, longestDelayMs: 1000 }));
			const waits = (await racing((each) => each.spend([one]))).flat();
			expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
		});

		test('takes back as many failures as it is told to, and never more than there are', async () => {
			const one = budget(lane({ most: 2 }));
			await store.refund([one]);
			await spend(one);
			await spend(one);
			await store.refund([one]);
			expect([await spend(one), await spend(one)]).toEqual([0, Infinity]);
			await racing((each) => each.refund([one]));
			expect([await spend(one), await spend(one), await spend(one)]).toEqual([0, 0, Infinity]);
		});

		test('50 racing callers that each take theirs back leave nothing', async () => {
			const one = budget(lane({ most: 51 }));
			await spend(one);
			await racing(async (each) => {
				await each.spend([one]);
				await each.refund([one]);
			});
			const left = await Promise.all(Array.from({ length: 51 }, () => spend(one)));
			expect(left.filter((wait) => wait === 0)).toHaveLength(50);
		});

		test('clears the lanes it is told to, and others stay', async () => {
			const { key } = budget();
			const lanes = [lane({ most: 1 }, 'a'), lane({ most: 1 }, 'b')];
			await spend({ key, lanes });
			await store.clear(key, [{ name: 'a' }, { name: 'missing' }]);
			expect(await peek({ key, lanes: lanes.slice(0, 1) })).toBe(0);
			expect(await peek({ key, lanes: lanes.slice(1) })).toBe(Infinity);
			await store.clear(newSecret(secureRandom), [{ name: 'a' }]);
		});

		test('clears a lane that has to be quiet only when it was', async () => {
			const one = budget(lane({ most: 1 }));
			await spend(one);
			clock.advance(999);
			await store.clear(one.key, [{ name: 'all', quietMs: 1000 }]);
			expect(await peek(one)).toBe(Infinity);
			clock.advance(1);
			await store.clear(one.key, [{ name: 'all', quietMs: 1000 }]);
			expect(await peek(one)).toBe(0);
		});

		test('another client sees it all', async () => {
			const one = budget(lane({ most: 1 }));
			await spend(one);
			expect(await opened.peer.budgets.peek([one])).toEqual([Infinity]);
			await opened.peer.budgets.clear(one.key, [{ name: 'all' }]);
			expect(await peek(one)).toBe(0);
		});

		test.each([':', '*', '{a}', 'a\nb', 'a b', '\0', '🦊', '', 'x'.repeat(5000), '../x'])(
			'takes %j for a key like any other',
			async (key) => {
				const one = { key, lanes: [lane({ most: 1 }, 'browser/a:b c')] };
				expect([await spend(one), await spend(one)]).toEqual([0, Infinity]);
				await store.clear(key, [{ name: 'browser/a:b c' }]);
				expect(await peek(one)).toBe(0);
			}
		);

		test('keys that look alike are different budgets', async () => {
			const keys = ['\ud800', '\ud801', 'a:b', 'a: b', 'A:b', 'a:b ', 'a:b\0'];
			const lanes = [lane({ most: 1 })];
			for (const key of keys) expect(await spend({ key, lanes })).toBe(0);
		});

		test('a hundred lanes come and go', async () => {
			const { key } = budget();
			const total = lane({ most: 1000 }, 't');
			for (let at = 0; at < 100; at += 1) {
				const own = lane({ most: 1, keepMs: 10 }, `browser/${at}`);
				expect(await spend({ key, lanes: [total, own] })).toBe(0);
				expect(await spend({ key, lanes: [total, own] })).toBe(Infinity);
				clock.advance(10);
			}
			expect(await peek({ key, lanes: [lane({ most: 101 }, 't')] })).toBe(0);
			expect(await peek({ key, lanes: [lane({ most: 100 }, 't')] })).toBe(Infinity);
		});

		test('computes as budget.ts does, whatever the limits and the times', async () => {
			const numbers = fc.record({
				most: fc.integer({ min: 1, max: 8 }),
				free: fc.integer({ min: 0, max: 4 }),
				firstDelayMs: fc.constantFrom(0, 3, 1000),
				longestDelayMs: fc.constantFrom(3, 5000),
				leakMs: fc.constantFrom(0, 1, 700),
				keepMs: fc.constantFrom(600, 20_000)
			});
			const pauses = fc.array(fc.constantFrom(0, 1, 3, 699, 700, 2000, 30_000), { maxLength: 20 });
			await fc.assert(
				fc.asyncProperty(numbers, pauses, async (of, times) => {
					const one = budget({ name: 'all', limits: of });
					let held: Tally | undefined;
					for (const ms of times) {
						clock.advance(ms);
						const now = clock.now().getTime();
						const wait = waitOf(held, of, now);
						if (wait === 0) held = counted(held, of, now);
						expect(await spend(one)).toBe(wait);
					}
				}),
				{ numRuns: 60 }
			);
		});

		test('a dump holds no key', async () => {
			const one = budget(lane());
			await spend(one);
			const dump = await opened.dump();
			expect(dump.length).toBeGreaterThan(0);
			expect(dump).not.toContain(one.key);
		});
	});
}
