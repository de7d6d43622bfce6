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
