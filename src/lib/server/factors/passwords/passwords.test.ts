import { describe, expect, it } from 'vitest';

import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import type { Factor } from '../factor.ts';
import { createPasswords, type PasswordVerifier } from './passwords.ts';

const factor: Factor = {
	id: 'fct_1' as FactorId,
	account: 'acc_1' as AccountId,
	method: 'passwords',
	label: '',
	state: { hash: 'new:correct horse', worksAlone: true },
	version: 0,
	createdAt: new Date(0)
};

/** Keeps passwords as they are, and counts what it verifies. */
function plainHasher(): PasswordVerifier & { readonly verified: (string | undefined)[] } {
	const verified: (string | undefined)[] = [];
	return {
		verified,
		hash: async (password) => `new:${password}`,
		verify: async (stored, password) => {
			verified.push(stored);
			const matches = stored?.slice('new:'.length) === password;
			return { matches, isStale: matches && stored?.startsWith('old:') === true };
		}
	};
}

function setting() {
	const hasher = plainHasher();
	const { verification, standsAlone, view } = createPasswords({ hasher });
	const verify = (answer: unknown, factors: readonly Factor[] = [factor]) =>
		verification.finish(factors, {}, answer);
	return { hasher, verify, standsAlone, view };
}

describe('a password', () => {
	it('verifies, and leaves the factor as it was so that it works again', async () => {
		const { verify } = setting();
		const result = await verify('correct horse');
		expect(result).toMatchObject({ passed: true, factor, proof: { authenticator: 'password' } });
		expect(result).toHaveProperty('state', factor.state);
		expect(result.passed && result.state === factor.state).toBe(true);
	});

	it('that is wrong fails', async () => {
		expect(await setting().verify('Correct horse')).toEqual({
			passed: false,
			reason: 'wrong_password'
		});
	});

	it('hashed with yesterday’s parameters is hashed anew', async () => {
		const old = { ...factor, state: { hash: 'old:correct horse', worksAlone: false } };
		expect(await setting().verify('correct horse', [old])).toMatchObject({
			passed: true,
			state: { hash: 'new:correct horse', worksAlone: false }
		});
	});

	it('costs the same work where no account has one', async () => {
		const { verify, hasher } = setting();
		expect(await verify('correct horse', [])).toEqual({ passed: false, reason: 'wrong_password' });
		expect(hasher.verified).toEqual([undefined]);
	});

	it.each([[''], ['x'.repeat(4097)], [7], [undefined], [['x']]])(
		'%j is malformed and costs the same work, so that time does not tell',
		async (answer) => {
			const { verify, hasher } = setting();
			expect(await verify(answer)).toEqual({ passed: false, reason: 'malformed' });
			expect(hasher.verified).toEqual([undefined]);
		}
	);

	it('is never in the view', () => {
		expect(setting().view(factor)).toEqual({ worksAlone: true });
	});

	it('stands alone if it was judged strong enough to', () => {
		const { standsAlone } = setting();
		expect(standsAlone?.(factor)).toBe(true);
		expect(standsAlone?.({ ...factor, state: { hash: '', worksAlone: false } })).toBe(false);
	});
});
