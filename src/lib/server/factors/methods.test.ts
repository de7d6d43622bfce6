import { expect, it } from 'vitest';

import { fixedClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createMethods } from './index.ts';

const methods = createMethods({
	clock: fixedClock(new Date(0)),
	random: secureRandom,
	rp: { id: 'localhost', name: 'Latchkey', origins: ['http://localhost:3000'] },
	hasher: { hash: async () => '', verify: async () => ({ matches: false, isStale: false }) }
});

it('the methods come strongest first', () => {
	expect(methods.map(({ id }) => id)).toEqual(['passkeys', 'totp', 'recovery-codes', 'passwords']);
});

it('neither a recovery code nor the password is a second factor', () => {
	expect(methods.filter(({ isSecondFactor }) => isSecondFactor).map(({ id }) => id)).toEqual([
		'passkeys',
		'totp'
	]);
});

it('what a method keeps between its two halves is JSON', async () => {
	for (const { verification } of methods) {
		const { state } = await verification.begin([], { mustStandAlone: false });
		expect(JSON.parse(JSON.stringify(state))).toEqual(state);
	}
});
