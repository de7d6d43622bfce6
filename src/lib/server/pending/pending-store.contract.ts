import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { Pending, PendingRef } from './pending.ts';
import type { PendingStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly pending: PendingStore };
	/** The same store through another connection. */
	readonly peer: { readonly pending: PendingStore };
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

export function describePendingStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`pending store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: PendingStore;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.pending;
		});
		afterAll(() => opened.close());

		const sample = (of: Partial<Pending> = {}): Pending => ({
			id: newId('chl', secureRandom),
			holder: newId('ses', secureRandom),
			attemptsLeft: 5,
			expiresAt: new Date(clock.now().getTime() + 60_000),
			data: { purpose: 'sign-in' },
			...of
		});
		const save = async (of: Partial<Pending> = {}) => {
			const pending = sample(of);
			await store.save(pending);
			return pending;
		};
		const racing = <Result>(work: (store: PendingStore) => Promise<Result>) =>
			Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					work((at % 2 === 0 ? opened.stores : opened.peer).pending)
				)
			);

		test('gives back what was saved', async () => {
			const pending = await save({
				data: { deep: [1, { a: null, ключ: '\u0000 🦊 "' }], on: true }
			});
			expect(await store.find(pending)).toEqual(pending);
			expect(await store.find(pending)).toEqual(pending);
			expect(await store.take(pending)).toEqual(pending);
		});

		test('a second one of the same id and holder replaces the first', async () => {
			const pending = await save();
			await store.spend(pending);
			const next = { ...pending, attemptsLeft: 2, data: 'next' };
			await store.save(next);
			expect(await store.find(pending)).toEqual(next);
		});

		test('of 50 racing callers that swap, each is given what one other has kept', async () => {
			const first = await save({ data: 'first' });
			let at = 0;
			const given = await racing((each) => each.swap({ ...first, data: (at += 1) }));
			const last = await store.find(first);
			const seen = [...given, last].map((pending) => pending?.data);
			expect(seen).toHaveLength(51);
			expect(new Set(seen)).toEqual(
				new Set(['first', ...Array.from({ length: 50 }, (_, n) => n + 1)])
			);
		});

		test('a swap gives nothing where there is nothing, or what is over', async () => {
			const pending = sample();
			expect(await store.swap(pending)).toBeUndefined();
			expect(await store.find(pending)).toEqual(pending);
			const over = await save({ expiresAt: clock.now() });
			const next = { ...over, expiresAt: pending.expiresAt, data: 'next' };
			expect(await store.swap(next)).toBeUndefined();
			expect(await store.take(next)).toEqual(next);
		});

		test('the same id of another holder is another record', async () => {
			const mine = await save();
			const other = await save({ id: mine.id, data: 'other' });
			expect(await store.find(mine)).toEqual(mine);
			expect(await store.take(other)).toEqual(other);
			expect(await store.find(mine)).toEqual(mine);
		});

		test('another holder gets nothing and spends nothing', async () => {
			const pending = await save({ attemptsLeft: 1 });
			const { id, holder } = pending;
			const others = ['', `${holder} `, holder.toUpperCase(), holder.slice(0, -1), '*', id];
			for (const other of others) {
				const ref = { id, holder: other };
				expect(await store.find(ref)).toBeUndefined();
				expect(await store.spend(ref)).toBeUndefined();
				expect(await store.take(ref)).toBeUndefined();
			}
			expect(await store.find(pending)).toEqual(pending);
		});

		test('ids and holders that look alike when joined are different records', async () => {
			const refs: PendingRef[] = [
				{ id: 'a', holder: 'b:c' },
				{ id: 'a:b', holder: 'c' },
				{ id: 'a\0b', holder: 'c' },
				{ id: 'a', holder: 'b\0c' },
				{ id: 'a","b', holder: 'c' },
				{ id: 'a', holder: 'b","c' },
				{ id: 'b', holder: 'a' },
				{ id: '', holder: 'ab' },
				{ id: 'ab', holder: '' },
				{ id: '\ud800', holder: 'x' },
				{ id: '\ud801', holder: 'x' }
			];
			for (const [at, ref] of refs.entries()) await save({ ...ref, data: at });
			for (const [at, ref] of refs.entries()) expect((await store.find(ref))?.data).toBe(at);
		});

		test.each([':', '*', '{a}', 'a\nb', 'a b', '\0', '🦊', 'x'.repeat(5000), 'session:x', '../x'])(
			'takes %j for an id like any other',
			async (id) => {
				const { holder } = sample();
				expect(await store.find({ id, holder })).toBeUndefined();
				const pending = await save({ id, holder });
				expect(await store.find({ id, holder })).toEqual(pending);
				expect(await store.take({ id, holder })).toEqual(pending);
			}
		);

		test('each attempt is spent once, and who spent the last can still take the record', async () => {
			const pending = await save({ attemptsLeft: 2 });
			expect(await store.spend(pending)).toEqual({ ...pending, attemptsLeft: 1 });
			expect(await store.find(pending)).toEqual({ ...pending, attemptsLeft: 1 });
			expect(await store.spend(pending)).toEqual({ ...pending, attemptsLeft: 0 });
			expect(await store.spend(pending)).toBeUndefined();
			expect(await store.find(pending)).toEqual({ ...pending, attemptsLeft: 0 });
			expect(await store.take(pending)).toEqual({ ...pending, attemptsLeft: 0 });
			expect(await store.take(pending)).toBeUndefined();
		});

		test('looking spends nothing', async () => {
			const pending = await save({ attemptsLeft: 1 });
			await racing((each) => each.find(pending));
			expect(await store.spend(pending)).toEqual({ ...pending, attemptsLeft: 0 });
		});

		test('of 50 racing callers as many spend as there are attempts', async () => {
			const pending = await save({ attemptsLeft: 5 });
			const results = await racing((each) => each.spend(pending));
			const left = results.flatMap((spent) => (spent ? [spent.attemptsLeft] : []));
			expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
			expect(await store.find(pending)).toEqual({ ...pending, attemptsLeft: 0 });
		});

		test('of 50 racing callers one takes it', async () => {
			const pending = await save();
			const results = await racing((each) => each.take(pending));
			expect(results.filter(Boolean)).toEqual([pending]);
			expect(await store.find(pending)).toBeUndefined();
		});

		test('an expired one is not found, not spent and not taken', async () => {
			const past = await save({ expiresAt: new Date(clock.now().getTime() - 1) });
			expect(await store.find(past)).toBeUndefined();
			const pending = await save();
			clock.advance(60_000);
			expect(await store.find(pending)).toBeUndefined();
			expect(await store.spend(pending)).toBeUndefined();
			expect(await store.take(pending)).toBeUndefined();
		});

		test('a dump holds nothing of the data, the id or the holder', async () => {
			const secret = newSecret(secureRandom);
			const pending = await save({ data: { secret } });
			await store.spend(pending);
			const dump = await opened.dump();
			expect(dump.length).toBeGreaterThan(0);
			for (const text of [secret, pending.id, pending.holder]) expect(dump).not.toContain(text);
		});
	});
}
