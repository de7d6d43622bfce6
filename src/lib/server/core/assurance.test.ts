import { expect, test } from 'vitest';

import { assuranceOf, isKnowledgeProven, type AuthenticatorType, type Proof } from './assurance.ts';
import { newId } from './ids.ts';
import { secureRandom } from './random.ts';

const proof = (authenticator: AuthenticatorType, key?: Proof['key']): Proof => ({
	factor: newId('fct', secureRandom),
	method: 'any',
	authenticator,
	key,
	at: new Date(0)
});

const levelOf = (...authenticators: AuthenticatorType[]) =>
	assuranceOf(authenticators.map((each) => proof(each))).aal;

test.each([
	['password', 1, ['pwd']],
	['single-factor-otp', 1, ['otp']],
	['look-up-secret', 1, ['otp']],
	['single-factor-cryptographic', 1, ['user']],
	['multi-factor-cryptographic', 2, ['user', 'mfa']]
] as const)('%s alone reaches level %i', (authenticator, aal, amr) => {
	expect(assuranceOf([proof(authenticator)])).toEqual({ aal, amr });
});

test('nothing proven is level 1, by no method', () => {
	expect(assuranceOf([])).toEqual({ aal: 1, amr: [] });
});

test.each([
	['password', 'single-factor-otp'],
	['password', 'look-up-secret'],
	['password', 'single-factor-cryptographic'],
	['password', 'multi-factor-cryptographic'],
	['single-factor-otp', 'multi-factor-cryptographic']
] as const)('%s and %s reach level 2 in either order', (first, second) => {
	expect([levelOf(first, second), levelOf(second, first)]).toEqual([2, 2]);
});

test.each([
	['single-factor-otp', 'look-up-secret'],
	['single-factor-otp', 'single-factor-cryptographic'],
	['look-up-secret', 'single-factor-cryptographic'],
	['single-factor-cryptographic', 'single-factor-cryptographic'],
	['password', 'password']
] as const)('%s and %s are two things of one kind and stay one factor', (first, second) => {
	const { aal, amr } = assuranceOf([proof(first), proof(second)]);
	expect(aal).toBe(1);
	expect(amr).not.toContain('mfa');
});

test('level 2 says so and says by what, each method once', () => {
	const proofs = [proof('password'), proof('single-factor-otp'), proof('look-up-secret')];
	expect(assuranceOf(proofs)).toEqual({ aal: 2, amr: ['pwd', 'otp', 'mfa'] });
});

test('a key that can be copied is told from one that cannot', () => {
	expect(assuranceOf([proof('multi-factor-cryptographic', 'hwk')]).amr).toContain('hwk');
	expect(assuranceOf([proof('multi-factor-cryptographic', 'swk')]).amr).toContain('swk');
	expect(assuranceOf([proof('single-factor-cryptographic', 'swk')])).toEqual({
		aal: 1,
		amr: ['user', 'swk']
	});
});

test('only a password proves that something is known', () => {
	expect(isKnowledgeProven([proof('single-factor-otp'), proof('password')])).toBe(true);
	const others = [proof('multi-factor-cryptographic'), proof('look-up-secret')];
	expect(isKnowledgeProven(others)).toBe(false);
});
