import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isListed } from './blocklist.ts';
import { judgeNewPassword, requireAllowedPassword } from './rules.ts';

const ownNames = ['ada', 'countess@lovelace.example', 'Ada Lovelace', 'login.engine.example'];
const combined = { isAlone: false, ownNames };
const alone = { isAlone: true, ownNames };

function reasonFor(password: string): string | undefined {
	const judgement = judgeNewPassword(password, combined);
	return judgement.accepted ? undefined : judgement.reason;
}

test('eight code points do with a second factor, fifteen alone', () => {
	expect(judgeNewPassword('xK3$vq9', combined)).toMatchObject({ reason: 'too_short', minimum: 8 });
	expect(judgeNewPassword('xK3$vq9P', combined)).toEqual({ accepted: true, worksAlone: false });
	expect(judgeNewPassword('xK3$vq9Pw!mZ4t', alone)).toMatchObject({
		reason: 'too_short',
		minimum: 15
	});
	expect(judgeNewPassword('xK3$vq9Pw!mZ4tR', alone)).toEqual({ accepted: true, worksAlone: true });
});

test('length is counted in code points after NFKC', () => {
	expect(reasonFor('🦀🐙🦑🐡🐠🐟🐬')).toBe('too_short');
	expect(reasonFor('🦀🐙🦑🐡🐠🐟🐬🐳')).toBeUndefined();
	expect(reasonFor('e\u0301a\u0301o\u0301u\u0301i\u0301n\u0303y\u0301')).toBe('too_short');
	expect(reasonFor('ﬃ xK3$v')).toBeUndefined();
});

test('256 code points are allowed and 257 are not', () => {
	const long = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7));
	const text = [...long, ...long.reverse()].join('');
	expect(reasonFor(text)).toBeUndefined();
	expect(reasonFor(`${text}x`)).toBe('too_long');
	expect(reasonFor('x'.repeat(10_000_000))).toBe('too_long');
});

test('any characters are allowed and none is required', () => {
	for (const password of [
		'zvkqmwrt',
		'ZVKQMWRT',
		'58203914',
		'  spaced  out  ',
		'пуховик-яблоко'
	]) {
		expect(reasonFor(password)).toBeUndefined();
	}
});

test.each(['\ud800abcdefgh', 'abc\udc00defgh', 'correct\0horse'])('%j is no text', (password) => {
	expect(reasonFor(password)).toBe('malformed');
});

test.each([
	'password',
	'PASSWORD',
	'pássword',
	'ｐａｓｓｗｏｒｄ',
	'Passw0rd!',
	'p@$$w0rd2024',
	'!!sunshine99',
	'iloveyou2!',
	'i love you',
	'P a s s w o r d',
	'1etmein123',
	'princes5',
	'welcome2026',
	'trustno1trustno1',
	'dragondragon',
	'loginpassword',
	'latchkeypassword'
])('%s is what others try first', (password) => {
	expect(reasonFor(password)).toBe('common');
});

test.each([
	'latchkey',
	'L4tchk3y!!',
	'adalovelace',
	'ada.lovelace1815',
	'LovelaceAda!',
	'Ada Lovelace',
	'countess',
	'countess@lovelace.example',
	'login.engine.example',
	'engine2026',
	'áda lóvelace'
])('%s is a name of the person or the place', (password) => {
	expect(reasonFor(password)).toBe('own_name');
});

test.each([
	'aaaaaaaa',
	'01101001',
	'abcabcab',
	'тесттест',
	'12345678',
	'7890123456',
	'87654321',
	'abcdefghijkl',
	'qwertyuiop',
	'asdfqwer1234',
	'1q2w3e4r5t6y',
	'1qazxsw23edc',
	'aaabbbccc',
	'йцукенгш',
	'!@#$%^&*'
])('%s is no more than a movement of the hand', (password) => {
	expect(reasonFor(password)).toBe('trivial');
});

test.each([
	'correct horse battery staple',
	'correcthorsebatterystaple1!',
	'summer sunshine beach 99',
	'monkey-dragon-shadow',
	'ada rides a red bicycle',
	'my password is a turnip',
	'the quick brown fox 12345678',
	'love83920174652',
	'1 2 3 turnips 9 8 7'
])('%s is allowed, although it holds common words', (password) => {
	expect(reasonFor(password)).toBeUndefined();
});

test('a refused password is refused with the reason, and with the minimum when it is short', () => {
	expect(() => requireAllowedPassword('password', combined)).toThrowError(
		expect.objectContaining({
			code: 'passwords.not_allowed',
			kind: 'invalid',
			details: { reason: 'common' }
		}) as Error
	);
	expect(() => requireAllowedPassword('short', alone)).toThrowError(
		expect.objectContaining({ details: { reason: 'too_short', minimum: 15 } }) as Error
	);
	expect(requireAllowedPassword('xK3$vq9P', combined)).toEqual({ worksAlone: false });
});

test('every common password that is long enough is refused', () => {
	const listed = dictionary['passwords-common'].filter((password) => password.length >= 8);
	expect(listed.length).toBeGreaterThan(10_000);
	expect(listed.filter((password) => reasonFor(password) === undefined)).toEqual([]);
});

test('fewer than one in 100 000 unlisted strings seems to be listed', () => {
	const probes = Array.from({ length: 300_000 }, (_, index) => `unlisted probe ${index}`);
	expect(probes.filter(isListed).length).toBeLessThanOrEqual(3);
});

test('judging is total, and what is accepted has a length in bounds', () => {
	const any = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: 'grapheme', maxLength: 300 })
	);
	fc.assert(
		fc.property(any, fc.array(any), fc.boolean(), (password, names, isAlone) => {
			const judgement = judgeNewPassword(password, { isAlone, ownNames: names });
			const { length } = Array.from(password.normalize('NFKC'));
			if (!judgement.accepted) return;
			expect(length).toBeGreaterThanOrEqual(isAlone ? 15 : 8);
			expect(length).toBeLessThanOrEqual(256);
			expect(judgement.worksAlone).toBe(length >= 15);
		})
	);
});

test('a name is refused however it is decorated', () => {
	const decoration = fc.string({ unit: fc.constantFrom(...'0123456789!?.-_*# '), maxLength: 6 });
	fc.assert(
		fc.property(decoration, decoration, (before, after) => {
			fc.pre(before.length + after.length <= 6);
			const judgement = judgeNewPassword(`${before}Lovelace${after}`, combined);
			expect(judgement).toMatchObject({ accepted: false });
		})
	);
});
