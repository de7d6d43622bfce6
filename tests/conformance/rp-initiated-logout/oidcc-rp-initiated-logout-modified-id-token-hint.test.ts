/** OpenID Connect RP-Initiated Logout 1.0 §4. */
import { test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectStayed, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-modified-id-token-hint: one that was changed signs nobody out', async () => {
	await expectStayed(
		await leave((idToken) => {
			const [header = '', , signature = ''] = idToken.split('.');
			const claims = Buffer.from(JSON.stringify({ sub: 'somebody' })).toString('base64url');
			return {
				id_token_hint: [header, claims, signature].join('.'),
				post_logout_redirect_uri: BYE,
				state: 'over'
			};
		})
	);
});
