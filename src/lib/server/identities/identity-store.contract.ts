import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { IDENTITY_MS, type IdentityStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly identities: IdentityStore };
	/** The same store through another connection. */
	readonly peer: { readonly identities: IdentityStore };
	close(): Promise<void>;
}

export function describeIdentityStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`identity store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: IdentityStore;
		let account: AccountId;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.identities;
		});
		afterAll(() => opened.close());

		const fresh = () => void (account = newId('acc', secureRandom));
		const put = (version: number, data?: string) => store.put(account, { version, data });
		const found = () => opened.peer.identities.find(account);

		test('gives back what was put, for its account only and through another connection', async () => {
			fresh();
			await put(3, '{"name":"Zoë\\n🦊 1 2"}');
			expect(await found()).toEqual({ version: 3, data: '{"name":"Zoë\\n🦊 1 2"}' });
			expect(await store.find(newId('acc', secureRandom))).toBeUndefined();
		});

		test('a later version replaces an earlier one, and not the other way round', async () => {
			fresh();
			await put(9, '"nine"');
			await put(10, '"ten"');
			await put(9, '"late"');
			expect(await found()).toEqual({ version: 10, data: '"ten"' });
			await put(10, '"again"');
			expect(await found()).toEqual({ version: 10, data: '"again"' });
		});

		test('what is held is not at hand until that version comes', async () => {
			fresh();
			await put(1, '"one"');
			await store.hold(account, 2);
			expect((await found())?.data).toBeUndefined();
			await put(1, '"late"');
			expect((await found())?.data).toBeUndefined();
			await put(2, '"two"');
			expect(await found()).toEqual({ version: 2, data: '"two"' });
		});

		test('of 50 at once the latest stays', async () => {
			fresh();
			const storeOf = (at: number) => (at % 2 === 0 ? store : opened.peer.identities);
			await Promise.all(
				Array.from({ length: 50 }, (_, at) => {
					const version = ((at * 7) % 50) + 1;
					return storeOf(at).put(account, { version, data: `"${version}"` });
				})
			);
			expect(await found()).toEqual({ version: 50, data: '"50"' });
		});

		test('is gone after ten minutes', async () => {
			fresh();
			await put(5, '"five"');
			clock.advance(IDENTITY_MS);
			expect(await found()).toBeUndefined();
			await put(4, '"four"');
			expect(await found()).toEqual({ version: 4, data: '"four"' });
		});
	});
}
