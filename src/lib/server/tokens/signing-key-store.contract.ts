import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { SigningKeyStore } from './ports.ts';
import type { SigningKey } from './signing-key.ts';

/** One for each algorithm. */
type Port = 'signingKeys' | 'idTokenKeys';

interface Opened {
	readonly stores: Readonly<Record<Port, SigningKeyStore>>;
	/** The same store through another connection. */
	readonly peer: Readonly<Record<Port, SigningKeyStore>>;
	close(): Promise<void>;
}

export function describeSigningKeyStore(name: string, open: () => Promise<Opened>): void {
	describe.each(['signingKeys', 'idTokenKeys'] as const)(`${name}: %s`, (port) => {
		let opened: Opened;
		let keys: SigningKeyStore;

		beforeAll(async () => {
			opened = await open();
			keys = opened.stores[port];
		});
		afterAll(() => opened.close());

		const sample = (number: number): SigningKey => ({
			id: newSecret(secureRandom),
			number,
			publicKey: { kty: 'EC', x: 'x' },
			privateKey: { kty: 'EC', d: newSecret(secureRandom) },
			signsFrom: systemClock.now()
		});

		test('of 50 that are the next at once one is kept, and given back', async () => {
			const samples = Array.from({ length: 50 }, () => sample(0));
			const done = await Promise.all(
				samples.map((key, at) => (at % 2 === 0 ? opened.stores : opened.peer)[port].add(key))
			);
			expect(done.filter(Boolean)).toHaveLength(1);
			expect(await keys.list()).toEqual([samples[done.indexOf(true)]]);
		});

		test('those before a number go', async () => {
			const [second, third] = [sample(1), sample(2)];
			await keys.add(third);
			await keys.add(second);
			expect((await keys.list()).map(({ number }) => number)).toEqual([0, 1, 2]);
			await keys.removeBefore(2);
			expect(await keys.list()).toEqual([third]);
		});
	});
}
