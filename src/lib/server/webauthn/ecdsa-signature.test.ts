import { expect, it } from 'vitest';

import { isDerSignature } from './ecdsa-signature.ts';

const judge = (hex: string): boolean => isDerSignature(Buffer.from(hex, 'hex'));
const HIGH = `00ff${'11'.repeat(31)}`;

it.each([
	['two small numbers', '3006020101020101'],
	['two numbers with the top bit set', `30460221${HIGH}0221${HIGH}`]
])('%s are a DER signature', (_name, hex) => {
	expect(judge(hex)).toBe(true);
});

it.each([
	['nothing', ''],
	['one number', '3003020101'],
	['three numbers', '3009020101020101020101'],
	['a number of no bytes', '300502000201 01'.replace(' ', '')],
	['a zero', '3006020100020101'],
	['a number with a needless zero', '300702020001020101'],
	['a negative number', '3006020180020101'],
	['a number that is too long', `30270222${'01'.repeat(34)}020101`],
	['a number cut short', '3006020101020201'],
	['an outer length too short', '3005020101020101'],
	['an outer length in long form', '308106020101020101'],
	['bytes after the sequence', '300602010102010100'],
	['a set in place of the sequence', '3106020101020101'],
	['an octet string in place of a number', '3006040101020101']
])('%s is none', (_name, hex) => {
	expect(judge(hex)).toBe(false);
});
