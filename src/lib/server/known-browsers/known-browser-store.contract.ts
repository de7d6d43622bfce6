import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import {
	KNOWN_FOR_MS,
	MOST_PER_ACCOUNT,
	type KnownBrowser,
	type KnownBrowserId
} from './known-browser.ts';
import type { KnownBrowserStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly knownBrowsers: KnownBrowserStore };
	/** The same store through another connection. */
	readonly peer: { readonly knownBrowsers: KnownBrowserStore };
	close(): Promise<void>;
}

export function describeKnownBrowserStore(
	name: string,
	open: (clock: Clock) => Promise<Opened>
): void {
	describe(`known browser store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: KnownBrowserStore;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.knownBrowsers;
		});
		afterAll(() => opened.close());

		const newAccount = () => newId('acc', secureRandom);
		const sample = (): KnownBrowser => ({
			id: Buffer.from(secureRandom.bytes(16)).toString('base64url') as KnownBrowserId,
			since: clock.now(),
			seenAt: clock.now(),
			userAgent: 'Firefox 140\n "on" Linux 🦊'
		});
		const added = async (account: AccountId) => {
			clock.advance(1);
			const browser = sample();
			await store.add(account, browser);
			return browser;
		};

		test('finds and lists what was added, for its account only', async () => {
			const [mine, theirs] = [newAccount(), newAccount()];
			const [first, second] = [await added(mine), await added(mine)];
			expect(await store.list(mine)).toEqual([second, first]);
			expect(await store.find(mine, [sample().id, first.id])).toBe(first.id);
			expect(await opened.peer.knownBrowsers.find(mine, [second.id])).toBe(second.id);
			expect(await store.find(mine, [])).toBeUndefined();
			expect(await store.find(theirs, [first.id, second.id])).toBeUndefined();
			expect(await store.list(theirs)).toEqual([]);
		});

		test('the one seen last comes first, and since when stays', async () => {
			const account = newAccount();
			const [first, second] = [await added(account), await added(account)];
			clock.advance(1);
			const next = { id: first.id, seenAt: clock.now(), userAgent: 'newer' };
			expect(await store.renew(account, next)).toBe(true);
			expect(await store.list(account)).toEqual([{ ...first, ...next }, second]);
		});

		test('a revoked one is not found, and no renewal brings it back', async () => {
			const account = newAccount();
			const [gone, kept] = [await added(account), await added(account)];
			expect(await store.revoke(account, gone.id)).toBe(true);
			expect(await store.revoke(account, gone.id)).toBe(false);
			expect(await store.revoke(newAccount(), kept.id)).toBe(false);
			expect(await store.renew(account, gone)).toBe(false);
			expect(await store.find(account, [gone.id])).toBeUndefined();
			expect(await store.list(account)).toEqual([kept]);
		});

		test('all of an account are revoked at once', async () => {
			const [mine, theirs] = [newAccount(), newAccount()];
			const [, other] = [await added(mine), await added(theirs)];
			await added(mine);
			await store.revokeAll(mine);
			expect(await store.list(mine)).toEqual([]);
			expect(await store.list(theirs)).toEqual([other]);
		});

		test('of too many the one that was not seen for longest goes', async () => {
			const account = newAccount();
			const first = await added(account);
			for (let at = 1; at < MOST_PER_ACCOUNT; at += 1) await added(account);
			expect(await store.find(account, [first.id])).toBe(first.id);
			await added(account);
			expect(await store.list(account)).toHaveLength(MOST_PER_ACCOUNT);
			expect(await store.find(account, [first.id])).toBeUndefined();
		});

		test('of 50 racing callers one revokes', async () => {
			const account = newAccount();
			const { id } = await added(account);
			const answers = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).knownBrowsers.revoke(account, id)
				)
			);
			expect(answers.filter(Boolean)).toEqual([true]);
		});

		test('is forgotten after a year in which it was not seen', async () => {
			const account = newAccount();
			const browser = await added(account);
			clock.advance(KNOWN_FOR_MS - 1);
			expect(await store.find(account, [browser.id])).toBe(browser.id);
			expect(await store.renew(account, { ...browser, seenAt: clock.now() })).toBe(true);
			clock.advance(KNOWN_FOR_MS - 1);
			expect(await store.find(account, [browser.id])).toBe(browser.id);
			clock.advance(1);
			expect(await store.find(account, [browser.id])).toBeUndefined();
			expect(await store.renew(account, { ...browser, seenAt: clock.now() })).toBe(false);
			expect(await store.list(account)).toEqual([]);
			expect(await store.revoke(account, browser.id)).toBe(false);
		});
	});
}
