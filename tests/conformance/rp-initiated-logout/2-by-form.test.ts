/** OpenID Connect RP-Initiated Logout 1.0 §2: by POST as by GET. */
import { expect, test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectAskedToLeave, expectSignedIn, expectStayed, leave } from '../support/leaving.ts';

const bye = { post_logout_redirect_uri: BYE, state: 'over' };

test('a form that the application sends signs out as a link does', async () => {
	const { visitor, stop } = await leave((id_token_hint) => ({ id_token_hint, ...bye }), 'submit');
	expect(stop.url.href).toBe(`${BYE}?state=over`);
	await expectSignedIn(visitor, 401);
});

test('somebody is asked by a form that does not say whom it means', async () => {
	await expectAskedToLeave(await leave(() => ({ client_id: 'basic', ...bye }), 'submit'));
});

test('a form that shows what is no ID token signs nobody out', async () => {
	await expectStayed(await leave(() => ({ id_token_hint: 'none', ...bye }), 'submit'));
});
