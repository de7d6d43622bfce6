/** OpenID Connect Core 1.0 §6.1 and §3.1.2.6. */
import { expect, test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';
import { unsignedRequest } from '../support/request-object.ts';

test('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: it is rejected', async () => {
	const { visitor, party } = await both();
	const request = await party.request();
	const { searchParams: params } = request.url;
	params.set('request', unsignedRequest(Object.fromEntries(params)));
	expectError(await visitor.open(request.url), request, 'request_not_supported');
	expect(party.config.serverMetadata().request_parameter_supported).not.toBe(true);
});
