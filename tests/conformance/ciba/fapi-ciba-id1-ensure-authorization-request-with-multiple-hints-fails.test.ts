/** CIBA Core 1.0 §7.1: one hint, and one alone. */
import { expect, test } from 'vitest';

import { approved, askByHand, expectError } from '../support/backchannel.ts';
import { pass } from '../support/clock.ts';

const NAME = 'fapi-ciba-id1-ensure-authorization-request-with-multiple-hints-fails';

test(`${NAME}: each pair, and none`, async () => {
	const { holder, party, asked } = await approved();
	const { id_token: id_token_hint = '' } = await party.finish(asked);
	const login_hint = holder.person.username;
	const pairs: readonly Readonly<Record<string, string>>[] = [
		{ login_hint, id_token_hint },
		{ login_hint, login_hint_token: 'ey' },
		{ id_token_hint, login_hint_token: 'ey' },
		{}
	];
	for (const each of pairs)
		await expectError(await askByHand('bank', each), 400, 'invalid_request');
	await expect(holder.shown()).rejects.toThrow();
});

test(`${NAME}: an ID token of another application, one that was changed, and one of nobody’s`, async () => {
	const { holder, party, asked } = await approved();
	const { id_token = '' } = await party.finish(asked);
	const [head, body = '', end] = id_token.split('.');
	const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
	const other = { ...claims, sub: 'acc_somebody' };
	const changed = [head, Buffer.from(JSON.stringify(other)).toString('base64url'), end].join('.');
	for (const [id, id_token_hint] of [
		['rival', id_token],
		['bank', changed],
		['bank', 'ey'],
		['bank', `${head}..`]
	] as const)
		await expectError(await askByHand(id, { id_token_hint }), 400, 'invalid_request');
	await expect(holder.shown()).rejects.toThrow();
});

test(`${NAME}: a token of whoever is meant is nothing that we can read`, async () => {
	const answer = await askByHand('bank', { login_hint_token: 'ey' });
	await expectError(answer, 400, 'invalid_request');
});

test(`${NAME}: an ID token alone is a hint, also when it has expired`, async () => {
	const { holder, party, asked } = await approved();
	const { id_token: id_token_hint = '' } = await party.finish(asked);
	await pass(16 * 60);
	expect((await askByHand('bank', { id_token_hint })).status).toBe(200);
	await holder.approve();
});
