import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import { newCode, normalCode } from './code.ts';
import {
	createRecoveryCodes,
	issueRecoveryCodes,
	type RecoveryCodesState
} from './recovery-codes.ts';

const method = createRecoveryCodes();

function factor(state: RecoveryCodesState): Factor {
	return {
		id: 'fct_1' as FactorId,
		account: 'acc_1' as AccountId,
		method: 'recovery-codes',
		label: '',
		state,
		version: 0,
		createdAt: new Date(0)
	};
}

function issued() {
	const { codes, state } = issueRecoveryCodes(secureRandom);
	return { codes, first: codes[0] ?? '', factor: factor(state), state };
}

const verify = (given: Factor, answer: unknown) => method.verification.finish([given], {}, answer);

describe('a set of recovery codes', () => {
	it('has ten different codes in six groups of four', () => {
		const { codes, state } = issued();
		expect(new Set(codes).size).toBe(10);
		for (const code of codes) {
			expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
		}
		expect(state).toMatchObject({ issued: 10 });
	});

	it('takes every bit of its 120 from the source', () => {
		expect(newCode({ bytes: (length) => new Uint8Array(length) })).toBe(
			'0000-0000-0000-0000-0000-0000'
		);
		expect(newCode({ bytes: (length) => new Uint8Array(length).fill(255) })).toBe(
			'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ'
		);
		// Crockford's value of the bytes 00 44 32 14 C7 42 54 B6 35 CF 84 65 3A 56 D7.
		const counting = Uint8Array.from(Buffer.from('00443214c74254b635cf84653a56d7', 'hex'));
		expect(newCode({ bytes: () => counting })).toBe('0123-4567-89AB-CDEF-GHJK-MNPQ');
	});

	it('is stored as hashes that hold no code', () => {
		const { codes, state } = issued();
		const stored = JSON.stringify(state);
		for (const code of codes) expect(stored).not.toContain(code.slice(0, 9));
		expect(state.hashes.every((hash) => /^[\w-]{43}$/.test(hash))).toBe(true);
	});
});

describe('a recovery code', () => {
	it('verifies once, and says how many are left', async () => {
		const { factor: given, first, codes } = issued();
		const result = await verify(given, first);
		if (!result.passed) throw new Error(result.reason);
		expect(result).toMatchObject({
			proof: { authenticator: 'look-up-secret' },
			event: 'recovery_code.used',
			details: { left: 9 }
		});
		const used = factor(result.state as RecoveryCodesState);
		expect(await verify(used, first)).toEqual({ passed: false, reason: 'wrong_code' });
		expect(await verify(used, codes[9])).toMatchObject({ passed: true });
		expect(method.view(used)).toEqual({ left: 9, issued: 10 });
	});

	it('of an older set is void', async () => {
		expect(await verify(issued().factor, issued().first)).toMatchObject({ reason: 'wrong_code' });
	});

	it('is nobody’s where no set is', async () => {
		expect(await method.verification.finish([], {}, issued().first)).toMatchObject({
			reason: 'wrong_code'
		});
	});

	it.each([
		['in lower case', (c: string) => c.toLowerCase()],
		['without dashes', (c: string) => c.replaceAll('-', '')],
		['with spaces', (c: string) => `  ${c.replaceAll('-', ' ')}\n`],
		['with long dashes', (c: string) => c.replaceAll('-', ' — ')],
		['with minus signs', (c: string) => c.replaceAll('-', '−')],
		['with soft hyphens', (c: string) => c.replaceAll('-', '\u00ad')],
		['with zeroes read as O', (c: string) => c.replaceAll('0', 'o')],
		['with ones read as I', (c: string) => c.replaceAll('1', 'I')],
		['with ones read as l', (c: string) => c.replaceAll('1', 'l')],
		[
			'in full width',
			(c: string) =>
				c.replace(/[0-9A-Z]/g, (d) => String.fromCodePoint((d.codePointAt(0) ?? 0) + 0xfee0))
		]
	])('written %s is the same code', async (_name, write) => {
		const code = '0123-4567-89AB-CDEF-GHJK-MNPQ';
		expect(normalCode(write(code))).toBe(code.replaceAll('-', ''));
	});

	it.each([
		[''],
		['0123'],
		['U'.repeat(24)],
		['0'.repeat(25)],
		[`${' '.repeat(200)}0`],
		[7],
		[undefined]
	])('%j is malformed', async (answer) => {
		expect(await verify(issued().factor, answer)).toEqual({
			passed: false,
			reason: 'malformed'
		});
	});

	it('that one character changes is wrong', async () => {
		const { factor: given, first } = issued();
		const place = fc.nat(first.length - 1).filter((at) => first[at] !== '-');
		const character = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
		await fc.assert(
			fc.asyncProperty(place, character, async (at, other) => {
				fc.pre(first[at] !== other);
				const changed = `${first.slice(0, at)}${other}${first.slice(at + 1)}`;
				expect(await verify(given, changed)).toMatchObject({ reason: 'wrong_code' });
			})
		);
	});
});

describe('the one spelling of a code', () => {
	const spelling = fc.constantFrom(
		(code: string) => code,
		(code: string) => code.toLowerCase(),
		(code: string) => code.replaceAll('-', ' – '),
		(code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
		(code: string) => code.replaceAll('0', 'o').replaceAll('1', 'I'),
		(code: string) => ` ${code}\n`
	);

	it('is found from every way of typing it', () => {
		fc.assert(
			fc.property(fc.array(spelling, { maxLength: 3 }), (spellings) => {
				const code = newCode(secureRandom);
				const typed = spellings.reduce((text, spell) => spell(text), code);
				expect(normalCode(typed)).toBe(code.replaceAll('-', ''));
			})
		);
	});

	it('is its own spelling, and whatever else is given is a code or none', () => {
		const given = fc.oneof(
			fc.anything(),
			fc.string({ unit: 'binary' }),
			fc.stringMatching(/^[\w -]{24,40}$/)
		);
		fc.assert(
			fc.property(given, (answer) => {
				const code = normalCode(answer);
				if (code === undefined) return;
				expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/);
				expect(normalCode(code)).toBe(code);
			})
		);
	});
});
