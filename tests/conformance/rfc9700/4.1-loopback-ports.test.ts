/**
 * RFC 9700 §4.1.3 would have any port of a loopback address taken, as RFC 8252 §7.3 has it. Here the port is compared
 * like the rest: whoever else has a program on that machine is not let in by a port of theirs.
 */
import { expect, test } from 'vitest';

import { codeOf, expectErrorPage } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

test('the loopback address that is named, with its port, gets the code', async () => {
	const { visitor, party } = await both('native');
	const { url } = await party.request({ redirect_uri: 'http://127.0.0.1:4000/callback' });
	const stop = await visitor.open(url);
	expect(stop.url.origin).toBe('http://127.0.0.1:4000');
	expect(codeOf(stop)).not.toBe('');
});

test.for([
	'http://127.0.0.1:4001/callback',
	'http://127.0.0.1/callback',
	'http://localhost:4000/callback',
	'http://[::1]:4000/callback'
])('%s is another one', async (uri) => {
	const { visitor, party } = await both('native');
	const { url } = await party.request({ redirect_uri: uri });
	expectErrorPage(await visitor.open(url));
});
