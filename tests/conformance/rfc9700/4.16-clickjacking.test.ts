/** RFC 9700 §4.16: what is clicked on is not inside another page. */
import { expect, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';
import { newVisitor } from '../support/visitor.ts';

test('the pages that ask, and the page of an error, are in no frame', async () => {
	const visitor = await newVisitor();
	const party = await relyingParty('asking');
	const { url } = await party.request();
	const consent = await visitor.open(url);
	const wrong = await visitor.open((await party.request({ client_id: 'nobody' })).url);
	const anew = await visitor.open((await party.request({ prompt: 'login' })).url);
	await visitor.signOut();
	const signIn = await visitor.open(url);
	for (const { url: at, answer } of [consent, wrong, anew, signIn]) {
		expect(answer?.headers['content-security-policy'], at.pathname).toMatch(
			/frame-ancestors 'none'/
		);
		expect(answer?.headers['x-frame-options'], at.pathname).toBe('DENY');
	}
});
