/** OpenID Connect Core 1.0 §3.1.2.1: an address that nobody has named is sent nothing. */
import { test } from 'vitest';

import { expectErrorPage } from '../support/answers.ts';
import { CALLBACK } from '../support/clients.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-ensure-registered-redirect-uri: the browser stays here, at an error', async () => {
	const { visitor, party } = await both();
	const { url } = await party.request({ redirect_uri: `${CALLBACK}/unknown` });
	expectErrorPage(await visitor.open(url));
});
