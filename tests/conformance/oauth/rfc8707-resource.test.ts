/** RFC 8707 §2, in the code flow: an API that is named twice is one, and that of another is no target. */
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { API } from '../support/clients.ts';
import { both } from '../support/relying-party.ts';

test('named once, and named twice', async () => {
	const { visitor, party } = await both('orders');
	for (const times of [1, 2]) {
		const { url, finish } = await party.request();
		for (let at = 0; at < times; at += 1) url.searchParams.append('resource', API);
		const tokens = await finish(await visitor.answer(await visitor.open(url)));
		expect(decodeJwt(tokens.access_token).aud).toBe(API);
	}
});

test.for(['https://rival.example/', 'x', `${API}#fragment`, `${API}/`])(
	'%s is no target, also beside one that is',
	async (resource) => {
		const { visitor, party } = await both('orders');
		for (const beside of [[], [API]]) {
			const request = await party.request();
			for (const each of [...beside, resource]) request.url.searchParams.append('resource', each);
			expectError(await visitor.open(request.url), request, 'invalid_target');
		}
	}
);
