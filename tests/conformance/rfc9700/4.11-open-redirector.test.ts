/** RFC 9700 §4.11.2: nobody is sent on to an address that no operator has named, nor at once for whatever is wrong. */
import { test } from 'vitest';

import { expectErrorPage } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

const THIEF = 'https://thief.example/';

test.for([
	['an application that nobody has named', { client_id: 'nobody' }],
	['no application', { client_id: undefined }],
	['one more address', { redirect_uri: THIEF, response_type: 'wrong' }],
	['no sign-in where one is needed', { redirect_uri: THIEF, prompt: 'none' }],
	['an answer in another place', { redirect_uri: THIEF, response_mode: 'fragment' }]
] as const)('%s: the browser stays here', async ([, params]) => {
	const { visitor, party } = await both();
	const { url } = await party.request(params);
	expectErrorPage(await visitor.open(url));
	await visitor.signOut();
	expectErrorPage(await visitor.open(url));
});
