/** RFC 9700 §4.12: no redirect carries a body on, with the password or the form that was in it. */
import { expect, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';
import { newVisitor } from '../support/visitor.ts';

test('whatever redirects, from the request to the application, does so with 302 or 303', async () => {
	const visitor = await newVisitor();
	const { url } = await (await relyingParty('asking')).request();
	const statuses: number[] = [];
	const step = async (path: string) => {
		const answer = await visitor.browser.get(path, { accept: 'text/html' });
		statuses.push(answer.status);
		return answer;
	};
	const { location: asked = '' } = (await step(url.pathname + url.search)).headers;
	const { pathname } = new URL(asked, url);
	const { status, headers } = await visitor.browser.form(`${pathname}?/allow`);
	expect(status).toBe(303);
	const after = await step(new URL(headers.location ?? '', url).pathname);
	const [, on = ''] = /content="0;url=([^"]+)"/.exec(after.body) ?? [];
	const { headers: last } = await step(new URL(on, url).pathname);
	expect(last.location).toMatch(/^https:\/\/rp\.example\/callback\?code=/);
	expect(statuses.filter((each) => each >= 300).every((each) => each === 302 || each === 303)).toBe(
		true
	);
});

test('a request that came as a form goes on with 303', async () => {
	const visitor = await newVisitor();
	const { url } = await (await relyingParty()).request();
	const { status } = await visitor.browser.send({
		method: 'POST',
		path: url.pathname,
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: `${url.searchParams}`
	});
	expect(status).toBe(303);
});
