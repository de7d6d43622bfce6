/** RFC 9700 §2.1.2 and §2.4: no tokens in addresses, and no passwords of people at applications. */
import { expect, test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { expectRefused, post } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

test.for([
	'token',
	'id_token',
	'id_token token',
	'code token',
	'code id_token',
	'code id_token token',
	'none'
])('response_type=%s is refused', async (type) => {
	const { visitor, party } = await both();
	const request = await party.request({ response_type: type });
	expectError(
		await visitor.open(request.url),
		request,
		/^(invalid_request|unsupported_response_type|unauthorized_client)$/
	);
});

test.for(['fragment', 'form_post', 'jwt', 'web_message'])(
	'response_mode=%s is refused, in the address and by a form',
	async (mode) => {
		const { visitor, party } = await both();
		const { url } = await party.request({ response_mode: mode });
		for (const stop of [await visitor.open(url), await visitor.submit(url)]) {
			expect(stop.url.hash).toBe('');
			expect(stop.url.searchParams.get('code')).toBeNull();
			expect(stop.url.searchParams.get('error')).toBe('unsupported_response_mode');
		}
	}
);

test('a password gets no token, though it is the right one', async () => {
	const { visitor } = await both();
	const { username, password } = visitor.person;
	const response = await post('/oauth2/token', { grant_type: 'password', username, password });
	await expectRefused(response, [400, 'unsupported_grant_type']);
});

test.for([
	'client_credentials',
	'urn:ietf:params:oauth:grant-type:jwt-bearer',
	'urn:ietf:params:oauth:grant-type:token-exchange',
	'implicit',
	''
])('grant_type=%s gets an application nothing that nobody gave it', async (grant) => {
	const response = await post('/oauth2/token', { grant_type: grant });
	expect(response.status).toBe(400);
	expect(await response.json()).not.toHaveProperty('access_token');
});
