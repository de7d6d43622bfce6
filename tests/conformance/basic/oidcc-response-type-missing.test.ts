/** RFC 6749 §4.1.2.1. */
import { test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-response-type-missing: the application is told that the request is invalid', async () => {
	const { visitor, party } = await both();
	const request = await party.request({ response_type: undefined });
	expectError(await visitor.open(request.url), request, 'invalid_request');
});
