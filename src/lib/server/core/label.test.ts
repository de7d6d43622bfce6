import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseLabel } from './label.ts';

test.each([
	['  My  phone ', 'My  phone'],
	['two\nlines', 'two lines'],
	['\u202eevil', 'evil'],
	['\0', undefined],
	['', undefined],
	[undefined, undefined],
	[`${'x'.repeat(63)} y`, 'x'.repeat(63)]
])('%j is the name %j', (input, label) => {
	expect(parseLabel(input)).toBe(label);
});

test('whatever is given, a name is one visible line of 64 characters at most, and is its own', () => {
	const piece = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: 'grapheme' }),
		fc.constantFrom(' '.repeat(30), 'x'.repeat(30), '\u0301', '\r\n', '\u202e', '\ud800', '\u2028')
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
			const label = parseLabel(pieces.join(''));
			if (label === undefined) return;
			expect(label.length).toBeGreaterThan(0);
			expect([...label].length).toBeLessThanOrEqual(64);
			expect(label).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
			expect(parseLabel(label)).toBe(label);
		}),
		{ numRuns: 1000 }
	);
});
