import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { CONFUSABLES } from './identifiers-confusables.ts';
import { fold, readLookAlikes, skeletonBy } from './identifiers-skeleton.ts';
import { normalIdentifier, parseEmail, parseUsername, usernameFault } from './identifiers.ts';

const usernameNormal = (input: string) => parseUsername(input)?.normal;
const emailNormal = (input: string) => parseEmail(input)?.normal;
const anything = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.string({ unit: 'grapheme', maxLength: 30 }),
	fc
		.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
		.map((units) => String.fromCharCode(...units))
);
const lookAlikeText = fc.string({
	unit: fc.constantFrom(...readLookAlikes(CONFUSABLES).keys(), ...'aeilmorvwy01.-_@'),
	maxLength: 20
});

describe('usernames', () => {
	test.each([
		'ada',
		'Ada',
		'a.b-c_d',
		'josé',
		'Müller',
		'山田taro',
		'タロウ2',
		'김철수',
		'अमित',
		'สมชาย',
		'მარიამ'
	])('%s is one', (name) => {
		expect(parseUsername(name)).toMatchObject({ display: name });
	});

	test.each([
		['is too short', 'a'],
		['is too short in code points', '😀'],
		['is too long', 'x'.repeat(33)],
		['becomes too long in NFKC', 'ﷺﷺ'],
		['is empty', ''],
		['holds an @', 'a@b'],
		['holds a wide @', 'a＠b'],
		['holds a space', 'a b'],
		['begins with a separator', '.ada'],
		['ends with a separator', 'ada-'],
		['has two separators together', 'a._b'],
		['has a symbol', 'ada😀'],
		['has a control character', 'a\u0000b'],
		['hides a joiner', 'a\u200db'],
		['hides a soft hyphen', 'a\u00addb'],
		['hides a Hangul filler', 'a\u3164b'],
		['turns the direction', 'a\u202eb'],
		['is only a mark', '\u0301\u0302'],
		['piles up marks', 'a\u0323\u0330\u0331da'],
		['strikes its letters out', 'a\u0336d\u0336a'],
		['mixes Latin and Cyrillic', 'раураl'],
		['mixes Latin and Greek', 'αda'],
		['mixes Cyrillic and Greek', 'дαд'],
		['mixes digits of two scripts', '1٢٣'],
		['is of a script out of use', 'ᎪᏢᎥ'],
		['uses small capitals', 'ᴀᴅᴀ'],
		['is no text', 'ada\ud800']
	])('a name that %s is none', (_, name) => {
		expect(parseUsername(name)).toBeUndefined();
	});

	test.each([
		'admin',
		'Admin',
		'ADM1N',
		'ad.min',
		'ａｄｍｉｎ',
		'root',
		'r00t',
		'supp0rt',
		'latchkey',
		'1atchkey',
		'null',
		'me',
		'rne'
	])('%s is reserved, and what looks like it', (name) => {
		expect(parseUsername(name)).toBeUndefined();
	});

	test.each([
		['paypal', 'paypa1'],
		['paypal', 'PayPaI'],
		['modern', 'modem'],
		['wally', 'vvally'],
		['oscar', '0scar'],
		['ROB', 'r0b'],
		['paypal', 'ｐａｙｐａｌ'],
		['file', 'ﬁle'],
		['josé', 'josé'],
		['straße', 'STRASSE'],
		['σοφος', 'ΣΟΦΟΣ'],
		['istanbul', 'İstanbul'],
		['istanbul', 'ıstanbul'],
		['paypa', 'раура'],
		['cope', 'соре'],
		['ao', 'αο'],
		['タロウ', 'ﾀﾛｳ'],
		['夕口', 'タロ'],
		['scope', 'ѕсоре'],
		['ada', 'ɑda'.normalize('NFKC')]
	])('of %s and %s only one can exist', (one, other) => {
		expect(usernameNormal(one)).toBeDefined();
		expect(usernameNormal(one)).toBe(usernameNormal(other));
	});

	test.each([
		['ada', 'adam'],
		['john1', 'john2'],
		['a.b', 'ab'],
		['a.b', 'a-b'],
		['jose', 'josé'],
		['björn', 'bjorn'],
		['анна', 'anna'],
		['иван', 'ivan'],
		['김철수', '김철순'],
		['αβ', 'ass'],
		['nova', 'hova']
	])('%s and %s are two names', (one, other) => {
		expect(usernameNormal(one)).toBeDefined();
		expect(usernameNormal(other)).toBeDefined();
		expect(usernameNormal(one)).not.toBe(usernameNormal(other));
	});

	test('what is shown is NFKC without the space around it, and small where capitals deceive', () => {
		expect(parseUsername('  Ada ')?.display).toBe('Ada');
		expect(parseUsername('Ａｄａ')?.display).toBe('Ada');
		expect(parseUsername('НОВА')?.display).toBe('нова');
	});
});

describe('e-mail addresses', () => {
	test.each([
		'Ada@Example.com',
		'a.b+tag@c.example.org',
		"o'neil@example.com",
		'ü@müller.de',
		'ada@例え.jp',
		'a@xn--mller-kva.de',
		`${'x'.repeat(64)}@example.com`
	])('%s is one and is shown as typed', (address) => {
		expect(parseEmail(` ${address}\n`)?.display).toBe(address);
	});

	test.each([
		['no @', 'ada.example.com'],
		['two @', 'ada@x@example.com'],
		['a wide @', 'ada＠example.com'],
		['no local part', '@example.com'],
		['no domain', 'ada@'],
		['one label', 'ada@localhost'],
		['a trailing dot', 'ada@example.com.'],
		['an empty label', 'ada@example..com'],
		['an address literal', 'ada@[127.0.0.1]'],
		['an IPv4 address', 'ada@127.0.0.1'],
		['an IPv4 address in disguise', 'ada@0x7f.1'],
		['an escaped domain', 'ada@ex%61mple.com'],
		['an underscore in the domain', 'ada@ex_ample.com'],
		['a label that begins with a hyphen', 'ada@-example.com'],
		['broken punycode', 'ada@xn--a.de'],
		['a numeric top level', 'ada@example.123'],
		['quotes', '"ada l"@example.com'],
		['a comment', 'ada(countess)@example.com'],
		['two dots', 'ada..l@example.com'],
		['a leading dot', '.ada@example.com'],
		['a line break', 'ada@example.com\r\nBcc: x@example.com'],
		['a line break inside', 'a\nda@example.com'],
		['a hidden joiner', 'a\u200dda@example.com'],
		['a mark that is not seen', 'a\u034fda@example.com'],
		['such a mark in its domain', 'ada@ex\u034fample.com'],
		['a turned direction', 'ada\u202e@example.com'],
		['a local part of 65', `${'x'.repeat(65)}@example.com`],
		['a local part of 66 octets', `${'ü'.repeat(33)}@example.com`],
		['255 octets', `${'x'.repeat(60)}@${'y.'.repeat(95)}com.de`],
		['a lone surrogate', 'ada\ud800@example.com']
	])('with %s it is none', (_, address) => {
		expect(parseEmail(address)).toBeUndefined();
	});

	test.each([
		['Ada@Example.COM', 'ada@example.com'],
		['ａｄａ@example.com', 'ada@example.com'],
		['аda@example.com', 'ada@example.com'],
		['ada@exаmple.com', 'ada@example.com'],
		['ada@аррӏе.com', 'ada@apple.com'],
		['ada@xn--80ak6aa92e.com', 'ada@apple.com'],
		['ada@MÜLLER.de', 'ada@xn--mller-kva.de'],
		['ada@müller.de', 'ada@müller.de']
	])('of %s and %s only one can exist', (one, other) => {
		expect(emailNormal(one)).toBeDefined();
		expect(emailNormal(one)).toBe(emailNormal(other));
	});

	test.each([
		['john1@example.com', 'johnl@example.com'],
		['j0e@example.com', 'joe@example.com'],
		['modern@example.com', 'modem@example.com'],
		['ada+1@example.com', 'ada@example.com'],
		['a.da@example.com', 'ada@example.com'],
		['ada@examp1e.com', 'ada@example.com']
	])('%s and %s are two mailboxes', (one, other) => {
		expect(emailNormal(one)).not.toBe(emailNormal(other));
	});

	test('ASCII addresses are equal only when they differ in case alone', () => {
		const local = fc.string({
			unit: fc.constantFrom(...'abilmoO01Ivwrn+-_'),
			minLength: 1,
			maxLength: 12
		});
		fc.assert(
			fc.property(local, local, (one, other) => {
				const isSame = one.toLowerCase() === other.toLowerCase();
				const normals = [emailNormal(`${one}@example.com`), emailNormal(`${other}@example.com`)];
				expect(normals[0]).toBeDefined();
				expect(normals[0] === normals[1]).toBe(isSame);
			})
		);
	});
});

describe('the normal form', () => {
	test('is total and is its own normal form', () => {
		fc.assert(
			fc.property(fc.oneof(anything, lookAlikeText), (input) => {
				const normal = normalIdentifier(input);
				expect(normalIdentifier(normal)).toBe(normal);
			}),
			{ numRuns: 2000, examples: [['ςς0'], ['\u1fcd'], ['\u200b a@b']] }
		);
	});

	test('finds at sign-in what was parsed, however it is typed', () => {
		fc.assert(
			fc.property(fc.oneof(anything, lookAlikeText), (input) => {
				const parsed = parseUsername(input) ?? parseEmail(`${input}@example.com`);
				fc.pre(parsed !== undefined);
				const { display, normal } = parsed;
				for (const typed of [
					display,
					` ${display} `,
					display.normalize('NFD'),
					display.toUpperCase()
				]) {
					expect(normalIdentifier(typed)).toBe(normal);
				}
			}),
			{ numRuns: 2000, examples: [['\u1f80\u07eb'], ['\u1f80\u0323a']] }
		);
	});

	test('keeps names and addresses apart', () => {
		fc.assert(
			fc.property(anything, (input) => {
				expect(parseUsername(input)?.normal ?? '').not.toContain('@');
			})
		);
	});

	test('of an endless text is that of nothing', () => {
		expect(normalIdentifier('x'.repeat(5_000_000))).toBe('');
		expect(parseUsername(' '.repeat(5_000_000))).toBeUndefined();
		expect(parseEmail(`${'x.'.repeat(2_000_000)}@example.com`)).toBeUndefined();
	});
});

test('the table of look-alikes is closed, folded and free of ASCII', () => {
	const lookAlikes = readLookAlikes(CONFUSABLES);
	const skeleton = skeletonBy(lookAlikes);
	expect(lookAlikes.size).toBeGreaterThan(1500);
	expect(CONFUSABLES.length).toBeLessThan(40_000);
	for (const [key, value] of lookAlikes) {
		expect(key > '\u007f' && fold(key) === key).toBe(true);
		expect(skeleton(key)).toBe(value.normalize('NFC'));
		expect(value).not.toMatch(/[@\s]/);
	}
});

test.each([
	['a', 'length'],
	['x'.repeat(33), 'length'],
	['x'.repeat(400), 'length'],
	['two words', 'characters'],
	['dot..dot', 'characters'],
	['\ud800', 'characters'],
	['Adm1n', 'reserved'],
	['ada', undefined]
])('what is wrong with the name %j is its %s', (name, fault) => {
	expect(usernameFault(name)).toBe(fault);
});

test('two ASCII usernames are one only when they differ in case or in what looks alike', () => {
	const name = fc.string({
		unit: fc.constantFrom(...'aAbilLmMnorRvVwW01IO5s'),
		minLength: 2,
		maxLength: 8
	});
	// Written out apart from the code: case, then the pairs that docs/decisions/0003 names.
	const looks = (text: string) =>
		text
			.toLowerCase()
			.replace(/[1i]/g, 'l')
			.replaceAll('0', 'o')
			.replaceAll('m', 'rn')
			.replaceAll('w', 'vv');
	fc.assert(
		fc.property(name, name, (one, other) => {
			const [first, second] = [usernameNormal(one), usernameNormal(other)];
			if (first !== undefined && second !== undefined)
				expect(first === second).toBe(looks(one) === looks(other));
		}),
		{
			numRuns: 1000,
			examples: [
				['modem', 'modern'],
				['wil', 'vvI1']
			]
		}
	);
});
