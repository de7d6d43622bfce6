/** RFC 9700 §4.5 and §4.8: a code is worth something to who began, and to nobody else. */
import { test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { basic, exchange, expectRefused, withCode } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

test('a code that was stolen is refused without the verifier, and with that of another request', async () => {
	const { visitor, party } = await both('public');
	const { verifier } = await party.request();
	const own = { client_id: 'public' };
	const first = await withCode(visitor, party);
	await expectRefused(
		await exchange(first.stop, { verifier }, own, {}),
		[400, 'invalid_grant'],
		'public'
	);
	const second = await withCode(visitor, party);
	const without = await exchange(second.stop, { verifier: '' }, own, {});
	await expectRefused(without, [400, 'invalid_grant'], 'public');
});

test('a code of one application is worth nothing to another, with a secret of its own', async () => {
	const { visitor, party } = await both();
	const { request, stop } = await withCode(visitor, party);
	const other = await exchange(stop, request, {}, { authorization: basic('asking') });
	await expectRefused(other, [400, 'invalid_grant'], 'asking');
});

test.for([
	['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
	['a challenge in the clear', { code_challenge_method: 'plain' }],
	[
		'a challenge of no stated method, which would be in the clear',
		{ code_challenge_method: undefined }
	],
	['a challenge that is too short', { code_challenge: 'short' }]
] as const)('%s is refused', async ([, params]) => {
	const { visitor, party } = await both();
	const request = await party.request(params);
	expectError(await visitor.open(request.url), request, 'invalid_request');
});
