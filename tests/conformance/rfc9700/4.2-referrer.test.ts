/** RFC 9700 §4.2.4 and §4.3: what the address holds does not reach others by `Referer`, or stay in a cache. */
import { expect, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';
import { newVisitor } from '../support/visitor.ts';

test('neither the page that asks nor the answer that holds a code tells its address to others', async () => {
	const visitor = await newVisitor();
	const party = await relyingParty('asking');
	const { url } = await party.request();
	const asked = await visitor.open(url);
	expect(asked.url.pathname).toMatch(/^\/authorize\//);
	const request = await relyingParty('basic').then((other) => other.request());
	const answer = await visitor.browser.get(request.url.pathname + request.url.search);
	expect(answer.headers.location).toContain('code=');
	for (const headers of [asked.answer?.headers, answer.headers]) {
		expect(headers?.['referrer-policy']).toMatch(/^(same-origin|no-referrer)$/);
		expect(headers?.['cache-control']).toMatch(/no-store/);
	}
});

test('the page that asks loads nothing from elsewhere', async () => {
	const visitor = await newVisitor();
	const { url } = await (await relyingParty('asking')).request();
	const { answer } = await visitor.open(url);
	expect(answer?.headers['content-security-policy']).toMatch(/default-src 'self'/);
	expect(answer?.body).not.toMatch(/(src|href)="https?:/);
});
