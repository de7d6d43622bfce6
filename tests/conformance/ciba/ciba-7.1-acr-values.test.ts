/** CIBA Core 1.0 §7.1: what a phone proves is the highest level; what nobody knows is no level. */
import { expect, test } from 'vitest';

import { approved, askByHand, expectError } from '../support/backchannel.ts';

test.for(['aal1', 'aal2', 'silver aal2'])(
	'acr_values=%s: the ID token says which it was',
	async (acr_values) => {
		const { party, asked } = await approved('bank', { acr_values });
		expect((await party.finish(asked)).claims()?.['acr']).toBe('aal2');
	}
);

test('acr_values of which none is known is refused, and nobody is asked', async () => {
	const form = { login_hint: 'anna', acr_values: 'urn:mace:incommon:iap:silver' };
	await expectError(await askByHand('bank', form), 400, 'invalid_request');
});

test('a user_code is not asked for, and one that comes changes nothing', async () => {
	const { party, asked } = await approved('bank', { user_code: '1234' });
	expect((await party.finish(asked)).claims()?.aud).toBe('bank');
});

test('a scope without openid is none of these', async () => {
	for (const scope of ['profile', '', 'openidx'])
		await expectError(
			await askByHand('bank', { login_hint: 'anna', scope }),
			400,
			/^invalid_(scope|request)$/
		);
});
