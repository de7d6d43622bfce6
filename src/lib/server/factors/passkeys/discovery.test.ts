import { describe, expect, it } from 'vitest';

import { enrol, optionsOf, outcome, setting } from './ceremony.fixture.ts';
import type { Overrides } from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

describe('discovery', () => {
	const discover = async (overrides: Overrides = {}) => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt, state } = await given.passkeys.discovery.begin([]);
		const answer = given.authenticator.get(optionsOf(prompt), overrides);
		return { given, factor, state, answer };
	};

	it('finds the credential by its answer', async () => {
		const { given, factor, state, answer } = await discover();
		expect(given.passkeys.discovery.handleOf(answer)).toBe(factor.handle);
		expect(outcome(await given.passkeys.verification.finish([factor], state, answer))).toBe(
			'passed'
		);
	});

	it('finds nothing in what is no answer', () => {
		const { passkeys } = setting();
		for (const answer of [undefined, 7, 'x', {}, { id: 'AAAA' }]) {
			expect(passkeys.discovery.handleOf(answer)).toBeUndefined();
		}
	});

	it.each([
		['names no account', { userHandle: undefined }, 'user_handle_missing'],
		['names an account of no bytes', { userHandle: '' }, 'user_handle_missing'],
		['verified nobody', { isUserVerified: false }, 'user_not_verified']
	])('refuses an answer that %s, A6 and A17', async (_name, overrides, reason) => {
		const { given, factor, state, answer } = await discover(overrides);
		expect(outcome(await given.passkeys.verification.finish([factor], state, answer))).toBe(reason);
	});

	it('of a known account asks for its passkeys only', async () => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt } = await given.passkeys.discovery.begin([factor]);
		expect(optionsOf(prompt)).toMatchObject({ allowCredentials: [{ id: factor.handle }] });
	});
});
