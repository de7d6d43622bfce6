import { expect, test } from 'vitest';

import { callingCodeOf, maskedNumber, parseNumber } from './index.ts';

test.each([
	['+41 79 123 45 67', '+41791234567'],
	['0041791234567', '+41791234567'],
	['+41 (0)79 123-45-67', '+41791234567'],
	['＋４１ ７９ １２３ ４５ ６７', '+41791234567'],
	['+1 (212) 555.0100', '+12125550100']
])('%j is %s', (typed, number) => {
	expect(parseNumber(typed)).toBe(number);
});

test.each([
	'',
	'079 123 45 67',
	'+0791234567',
	'+41',
	'+4179123456789012',
	'+41 79 123 45 67; rm',
	'+41791234567\n+49301234567',
	'tel:+41791234567',
	'+41٧٩١٢٣٤٥٦٧',
	'x'.repeat(1e5),
	undefined,
	41791234567
])('%j is no number', (typed) => {
	expect(parseNumber(typed)).toBeUndefined();
});

test('the longest calling code decides', () => {
	expect(callingCodeOf('+12125550100', ['+1', '+1212'])).toBe('+1212');
	expect(callingCodeOf('+18765550100', ['+41', '+1212'])).toBeUndefined();
	expect(callingCodeOf('+41791234567', [])).toBeUndefined();
});

test('a mask tells the country and the end', () => {
	expect(maskedNumber('+41791234567')).toBe('+41 ••• 67');
});
