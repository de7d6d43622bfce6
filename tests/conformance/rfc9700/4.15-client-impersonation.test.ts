/** RFC 9700 §4.15 and §2.5: no application is taken for a person, nor for another application. */
import { expect, test } from 'vitest';

import { basic, exchange, expectRefused, withCode } from '../support/exchange.ts';
import { CLIENTS } from '../support/clients.ts';
import { both } from '../support/relying-party.ts';

test('the sub of a person is none of the ids that applications have', async () => {
	const { visitor, party } = await both();
	const { sub = '' } = (await party.signIn(visitor)).claims() ?? {};
	expect(CLIENTS.map(({ id }) => `${id}`)).not.toContain(sub);
	expect(sub).toMatch(/^acc_/);
});

test.for([
	['no secret', { client_id: 'basic' }, {}],
	['a wrong secret', {}, { authorization: basic('basic', 'wrong') }],
	['the hash that is kept', {}, { authorization: basic('basic', `${CLIENTS[0].secretHash}`) }],
	['the secret of nobody', {}, { authorization: basic('nobody') }]
] as const)('with %s a code is not exchanged, and is not spent', async ([, form, headers]) => {
	const { visitor, party } = await both();
	const { request, stop } = await withCode(visitor, party);
	const response = await exchange(stop, request, form, headers);
	expect(response.status).toBe(401);
	expect(await response.json()).toMatchObject({ error: 'invalid_client' });
	await expect(request.finish(stop)).resolves.toBeDefined();
});

test('a refusal of a header says which header is wanted. RFC 6749 §5.2', async () => {
	const { visitor, party } = await both();
	const { request, stop } = await withCode(visitor, party);
	const headers = { authorization: basic('basic', 'wrong') };
	await expectRefused(await exchange(stop, request, {}, headers), [401, 'invalid_client']);
});
