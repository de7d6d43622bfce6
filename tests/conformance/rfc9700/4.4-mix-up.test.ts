/** RFC 9700 §4.4.2, RFC 9207: each answer says whose it is. */
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

test('a code comes with our name, and nothing is exchanged by who expects another', async () => {
	const { visitor, party } = await both();
	const { url, finish } = await party.request();
	const stop = await visitor.open(url);
	expect(stop.url.searchParams.getAll('iss')).toEqual([inject('issuer')]);
	const forged = new URL(stop.url);
	forged.searchParams.set('iss', 'https://other.example');
	await expect(finish({ ...stop, url: forged })).rejects.toThrow();
	await expect(finish(stop)).resolves.toBeDefined();
});

test('an error comes with our name', async () => {
	const { visitor, party } = await both();
	const request = await party.request({ response_type: 'token' });
	expectError(
		await visitor.open(request.url),
		request,
		/^(invalid_request|unsupported_response_type)$/
	);
});
