import fc from 'fast-check';
import { expect, it } from 'vitest';

import { fromBase64Url, toBase64Url } from './base64url.ts';

it('bytes come back', () => {
	const bytes = Uint8Array.from([0, 255, 62, 63]);
	expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
	expect(fromBase64Url('')).toEqual(new Uint8Array());
});

it.each([['AB'], ['AA=='], ['A'], ['A A'], ['+/+/'], ['AA\n'], ['ÄÄ']])(
	'%j is another spelling, or none',
	(text) => {
		expect(fromBase64Url(text)).toBeUndefined();
	}
);

it('of all texts one stands for each value, and it is read back as it was', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
			expect(fromBase64Url(toBase64Url(bytes))).toEqual(new Uint8Array(bytes));
		})
	);
	const text = fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w=-]{0,12}$/));
	fc.assert(
		fc.property(text, (given) => {
			const bytes = fromBase64Url(given);
			if (bytes) expect(toBase64Url(bytes)).toBe(given);
		})
	);
});
