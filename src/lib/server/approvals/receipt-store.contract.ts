import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { KeptReceipt, ReceiptStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly receipts: ReceiptStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

export function describeReceiptStore(name: string, { open, sampleAccount }: Options): void {
	describe(`receipt store: ${name}`, () => {
		let opened: Opened;
		beforeAll(async () => {
			opened = await open();
		});
		afterAll(() => opened.close());

		const newAccountId = async () => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const sample = (account: AccountId): KeptReceipt => ({
			id: newId('apr', secureRandom),
			account,
			at: new Date('2026-03-01T12:00:00.123Z'),
			receipt: {
				version: 1,
				document: {
					action: 'Sign in „ü🦊"',
					account: 'ada',
					origin: 'https://id.example.org',
					address: '192.0.2.1',
					browser: 'Chrome, Linux',
					askedAt: '2026-03-01T12:00:00.000Z',
					number: '42',
					purpose: 'sign-in',
					request: 'apr_1',
					nonce: 'n'
				},
				phone: { key: 'k', signature: 's' }
			}
		});

		test('gives back what was kept, to the letter', async () => {
			const kept = sample(await newAccountId());
			expect(await opened.stores.receipts.add(kept)).toBe(true);
			expect(await opened.peer.receipts.find(kept.id)).toEqual(kept);
			expect(await opened.stores.receipts.find(newId('apr', secureRandom))).toBeUndefined();
		});

		test('of 50 for one request the first stays', async () => {
			const kept = sample(await newAccountId());
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).receipts.add(kept)
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			const other = { ...kept, at: new Date(0) };
			expect(await opened.stores.receipts.add(other)).toBe(false);
			expect(await opened.stores.receipts.find(kept.id)).toEqual(kept);
		});

		test('goes with its account', async () => {
			const kept = sample(await newAccountId());
			await opened.stores.receipts.add(kept);
			await opened.stores.accounts.remove(kept.account);
			expect(await opened.stores.receipts.find(kept.id)).toBeUndefined();
		});
	});
}
