/** RFC 9700 §4.7: an answer is tied to the browser that began, and a consent to a click on our page. */
import { expect, test } from 'vitest';

import { relyingParty, both } from '../support/relying-party.ts';
import { newVisitor } from '../support/visitor.ts';

test('the state comes back as it was, whatever it is', async () => {
	const { visitor, party } = await both();
	const state = 'a&code=b#c %00"<é>';
	const { url } = await party.request({ state });
	const stop = await visitor.open(url);
	expect(stop.url.searchParams.getAll('state')).toEqual([state]);
	expect(stop.url.searchParams.getAll('code')).toHaveLength(1);
});

test('what another browser began is not answered by somebody who is led to it', async () => {
	const [thief, victim] = [await newVisitor(), await newVisitor()];
	const { url } = await (await relyingParty('asking')).request();
	const begun = await thief.open(url);
	const stop = await victim.open(begun.url);
	expect(stop.answer?.status).toBe(410);
	const sent = await victim.browser.form(`${begun.url.pathname}?/allow`);
	expect(sent.status).toBeGreaterThanOrEqual(400);
	expect((await thief.answer(begun)).url.origin).toBe('https://rp.example');
});

test('a page elsewhere allows nothing', async () => {
	const visitor = await newVisitor();
	const { url } = await (await relyingParty('asking')).request();
	const begun = await visitor.open(url);
	const { status } = await visitor.browser.send({
		method: 'POST',
		path: `${begun.url.pathname}?/allow`,
		headers: {
			origin: 'https://thief.example',
			'content-type': 'application/x-www-form-urlencoded'
		},
		body: ''
	});
	expect(status).toBe(403);
	expect((await visitor.open(begun.url)).answer?.body).toContain('?/allow');
});
