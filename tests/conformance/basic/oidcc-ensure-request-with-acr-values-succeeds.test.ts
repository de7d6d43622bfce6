/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-request-with-acr-values-succeeds: the ID token says which level it was', async () => {
	const { visitor, party } = await both();
	const { acr_values_supported: known = [] } = party.config.serverMetadata();
	const tokens = await party.signIn(visitor, { acr_values: 'aal1' });
	expect(tokens.claims()?.['acr']).toBe('aal1');
	expect(known).toContain('aal1');
});
