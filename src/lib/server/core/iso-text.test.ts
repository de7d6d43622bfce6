import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isoText } from './iso-text.ts';

test('every instant has the text that JSON gives it', () => {
	fc.assert(
		fc.property(
			fc.date({ noInvalidDate: true }),
			fc.integer({ min: 0, max: 90_000_000 }),
			(at, ms) => {
				const later = new Date(Math.min(at.getTime() + ms, 8.64e15));
				expect([isoText(at), isoText(later)]).toEqual([at.toISOString(), later.toISOString()]);
			}
		)
	);
});

test('what is no date has no text', () => {
	expect(() => isoText(new Date(NaN))).toThrow(RangeError);
});
