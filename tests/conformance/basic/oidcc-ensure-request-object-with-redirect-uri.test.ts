/** OpenID Connect Core 1.0 §6.1: what stands in a request object may not lead elsewhere. */
import { test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';
import { unsignedRequest } from '../support/request-object.ts';

test('oidcc-ensure-request-object-with-redirect-uri: it is rejected, at the address beside it', async () => {
	const { visitor, party } = await both();
	const request = await party.request();
	request.url.searchParams.set(
		'request',
		unsignedRequest({ redirect_uri: 'https://thief.example/callback' })
	);
	expectError(await visitor.open(request.url), request, 'request_not_supported');
});
