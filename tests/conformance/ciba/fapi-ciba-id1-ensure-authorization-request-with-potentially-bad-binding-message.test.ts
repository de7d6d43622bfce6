/** CIBA Core 1.0 §7.1 and §13: what cannot be compared at a glance, or is not seen as it is, is shown to nobody. */
import { expect, test } from 'vitest';

import { askByHand, expectError, newHolder } from '../support/backchannel.ts';

const NAME = 'fapi-ciba-id1-ensure-authorization-request-with-potentially-bad-binding-message';

test.for([
	['101 characters', 'x'.repeat(101)],
	['nothing', ''],
	['spaces alone', '   '],
	['two lines', 'one\ntwo'],
	['an escape', 'code \u001B[2J1234'],
	['what turns the direction', 'code \u202E4321'],
	['what is not seen', 'code\u200B 1234']
] as const)(`${NAME}: %s is refused, and no phone is asked`, async ([, binding_message]) => {
	const holder = await newHolder();
	const form = { login_hint: holder.person.username, binding_message };
	const answer = await askByHand('bank', form);
	await expectError(answer, 400, 'invalid_binding_message');
	await expect(holder.shown()).rejects.toThrow();
});

test(`${NAME}: a hundred characters of any script are not`, async () => {
	const holder = await newHolder();
	const binding_message = 'Schalter 4: ßÄ漢字ع🚲'.padEnd(99, 'é') + '!';
	const form = { login_hint: holder.person.username, binding_message };
	expect((await askByHand('bank', form)).status).toBe(200);
	expect((await holder.shown()).document.text).toBe(binding_message);
});
