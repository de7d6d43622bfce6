import fc from 'fast-check';
import { expect, test } from 'vitest';

import { LONGEST_TEXT, textFault } from './text.ts';

test.each([
	'Pay 12.50 € to Café Müller, order 4711?',
	'Überweisung: 1’000.00 CHF an „Grüne Wiese“ (CH93 0076 2011 6238 5295 7)',
	'支付 100 元给李雷',
	'שלם 100 ₪',
	'ادفع 100 ريال',
	'🦊 for 3 $',
	'क्षत्रिय',
	'x'.repeat(LONGEST_TEXT)
])('%j is shown as it is', (text) => {
	expect(textFault(text)).toBeUndefined();
});

test.each([
	['', 'length'],
	['x'.repeat(LONGEST_TEXT + 1), 'length'],
	['two\nlines', 'characters'],
	['a\ttab', 'characters'],
	['a\0b', 'characters'],
	['a\u001b[2Jb', 'characters'],
	['Pay \u202e001 to Eve', 'characters'],
	['Pay \u2067100\u2069', 'characters'],
	['Pay\u200b100', 'characters'],
	['Pay\u00ad100', 'characters'],
	['\ufeffPay', 'characters'],
	['line\u2028break', 'characters'],
	['half \ud800', 'characters'],
	['Cafe\u0301', 'characters'],
	[`z${'\u0336'.repeat(4)}`, 'characters'],
	['much  room', 'characters'],
	[' before', 'characters'],
	['after ', 'characters'],
	['no\u00a0break', 'characters'],
	['wide\u3000space', 'characters'],
	['tag \u{e0041}', 'characters'],
	['filler \u3164', 'characters'],
	['unassigned \u0378', 'characters'],
	['private \ue000', 'characters']
])('%j is not: %s', (text, fault) => {
	expect(textFault(text)).toBe(fault);
});

test('whatever is let through is one line, without what is not seen', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
			if (textFault(text) !== undefined) return;
			expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|\s\s|^\s|\s$/u);
			expect(text.normalize('NFC')).toBe(text);
		}),
		{ numRuns: 500 }
	);
});
