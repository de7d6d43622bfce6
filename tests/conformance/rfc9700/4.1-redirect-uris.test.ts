/** RFC 9700 §4.1.3: redirect URIs are compared as strings. */
import { expect, test } from 'vitest';

import { codeOf, expectErrorPage } from '../support/answers.ts';
import { CALLBACK, SECOND_CALLBACK } from '../support/clients.ts';
import { exchange, expectRefused } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

const others = [
	`${CALLBACK}/`,
	`${CALLBACK}?more=1`,
	`${CALLBACK}#part`,
	`${CALLBACK}/../callback`,
	`${CALLBACK}%2f`,
	CALLBACK.toUpperCase(),
	CALLBACK.replace('https:', 'http:'),
	CALLBACK.replace('rp.example', 'rp.example:443'),
	CALLBACK.replace('rp.example', 'a.rp.example'),
	CALLBACK.replace('rp.example', 'rp.example.thief.example'),
	CALLBACK.replace('rp.example', 'rp.example@thief.example'),
	CALLBACK.replace('rp.example', 'thief.example\\@rp.example'),
	SECOND_CALLBACK.replace('?kept=yes', ''),
	'javascript:alert(1)',
	'data:text/html,x',
	'//rp.example/callback',
	''
];

test.for(others)('%s is not one that somebody has named, and is sent nothing', async (uri) => {
	const { visitor, party } = await both();
	const { url } = await party.request({ redirect_uri: uri });
	expectErrorPage(await visitor.open(url));
});

test('without one nothing is sent, where two are named', async () => {
	const { visitor, party } = await both();
	const { url } = await party.request({ redirect_uri: undefined });
	expectErrorPage(await visitor.open(url));
});

test('with two of them nothing is sent', async () => {
	const { visitor, party } = await both();
	const { url } = await party.request();
	url.searchParams.append('redirect_uri', SECOND_CALLBACK);
	expectErrorPage(await visitor.open(url));
});

test('one that is named is used with its query as it stands', async () => {
	const { visitor, party } = await both();
	const request = await party.request({ redirect_uri: SECOND_CALLBACK });
	const { url } = await visitor.open(request.url);
	expect(url.href).toMatch(/^https:\/\/rp\.example\/other\?kept=yes&code=/);
});

test('a code is exchanged for the address that it was sent to, and no other', async () => {
	const { visitor, party } = await both();
	const request = await party.request();
	const stop = await visitor.open(request.url);
	expect(codeOf(stop)).not.toBe('');
	const other = await exchange(stop, request, { redirect_uri: SECOND_CALLBACK });
	await expectRefused(other, [400, 'invalid_grant']);
});
