import { expect, it } from 'vitest';

import { fixedClock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createMethods } from './index.ts';

const methods = createMethods({
	clock: fixedClock(new Date(0)),
	random: secureRandom,
	rp: { id: 'localhost', name: 'Latchkey', origins: ['http://localhost:3000'] },
	origin: 'http://localhost:3000',
	browserOf: () => ({}),
	isOn: () => true,
	textCountries: ['+41'],
	hasher: { hash: async () => '', verify: async () => ({ matches: false, isStale: false }) }
});

const asking = {
	account: 'acc_1' as AccountId,
	username: 'ada',
	purpose: 'sign-in',
	caller: { requestId: 'req', address: '192.0.2.1', userAgent: 'Test/1.0' },
	asker: { id: 'chl_1', holder: 'holder' },
	until: new Date(0)
};

it('the methods come strongest first', () => {
	expect(methods.map(({ id }) => id)).toEqual([
		'passkeys',
		'phones',
		'photo-codes',
		'totp',
		'text-codes',
		'mail-codes',
		'recovery-codes',
		'passwords'
	]);
});

it('neither a code by mail, a recovery code nor the password is a second factor', () => {
	expect(methods.filter(({ isSecondFactor }) => isSecondFactor).map(({ id }) => id)).toEqual([
		'passkeys',
		'phones',
		'totp',
		'text-codes'
	]);
});

it('what a method keeps between its two halves is JSON', async () => {
	for (const { verification } of methods.filter(({ isSent }) => !isSent)) {
		const { state } = await verification.begin([], { mustStandAlone: false, asking });
		expect(JSON.parse(JSON.stringify(state))).toEqual(state);
	}
});
