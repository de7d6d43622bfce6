/** OpenID Connect Core 1.0 §6.2 and §3.1.2.6. */
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

const NAME = 'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported';

test.for(['https://rp.example/request.jwt', 'http://127.0.0.1:9/request.jwt'])(
	`${NAME}: %s is rejected`,
	async (address) => {
		const { visitor, party } = await both();
		const request = await party.request();
		request.url.searchParams.set('request_uri', address);
		expectError(await visitor.open(request.url), request, 'request_uri_not_supported');
		// Left out, it would mean that there is one.
		expect(party.config.serverMetadata().request_uri_parameter_supported).toBe(false);
	}
);

test(`${NAME}: nobody is asked for it`, async () => {
	const { visitor, party } = await both();
	const { url } = await party.request({ request_uri: `${inject('listener')}/fetched` });
	await visitor.open(url);
	const all = (await (await fetch(inject('listener'))).json()) as readonly { id: string }[];
	expect(all.filter(({ id }) => id === 'fetched')).toEqual([]);
});
