import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { PushKeyStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly pushKeys: PushKeyStore };
	/** The same store through another connection. */
	readonly peer: { readonly pushKeys: PushKeyStore };
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

export function describePushKeyStore(name: string, open: () => Promise<Opened>): void {
	describe(`push key store: ${name}`, () => {
		let opened: Opened;
		beforeAll(async () => {
			opened = await open();
		});
		afterAll(() => opened.close());

		test('of 50 racing callers all get one key, which is then there for good', async () => {
			const keys = await Promise.all(
				Array.from({ length: 50 }, (_, at) => {
					const { pushKeys } = at % 2 === 0 ? opened.stores : opened.peer;
					return pushKeys.findOrKeep(() => ({ d: newSecret(secureRandom) }));
				})
			);
			const [first] = keys;
			for (const key of keys) expect(key).toEqual(first);
			const made = () => ({ d: 'another' });
			expect(await opened.peer.pushKeys.findOrKeep(made)).toEqual(first);
		});

		test('a dump does not hold it', async () => {
			const { d } = (await opened.stores.pushKeys.findOrKeep(() => ({}))) as { d: string };
			const dump = await opened.dump();
			expect(dump).toMatch(/push_key|"key":"/);
			expect(dump).not.toContain(d);
		});
	});
}
