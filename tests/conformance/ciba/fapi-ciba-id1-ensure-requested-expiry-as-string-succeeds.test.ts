/** CIBA Core 1.0 §7.1: how long an application wants there to be is a positive whole number. */
import { expect, test } from 'vitest';

import { askByHand, expectError, newHolder } from '../support/backchannel.ts';

const NAME = 'fapi-ciba-id1-ensure-requested-expiry-as-string-succeeds';

test.for([
	['60', 60],
	['30', 30],
	['1', 30],
	['120', 120],
	['121', 120],
	['86400', 120]
] as const)(`${NAME}: for %s seconds there are %s`, async ([requested_expiry, expires_in]) => {
	const { person } = await newHolder();
	const answer = await askByHand('bank', { login_hint: person.username, requested_expiry });
	expect(await answer.json()).toMatchObject({ expires_in });
});

test.for(['0', '-1', '1.5', 'soon', '9007199254740992', 'Infinity', 'NaN'])(
	`${NAME}: %s is refused`,
	async (requested_expiry) => {
		const answer = await askByHand('bank', { login_hint: 'anna', requested_expiry });
		await expectError(answer, 400, 'invalid_request');
	}
);
