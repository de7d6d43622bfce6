/** Streams that wait for an answer: other people's, too many of them, and some that outlive what they were opened for. */
import { afterAll, describe, expect, test, vi } from 'vitest';

import { expectNoGain } from './support/gained.ts';
import { done, type Browser } from './support/browser.ts';
import { openBoth } from './support/both.ts';
import { outcomeOf } from './support/people.ts';
import { askPhones, callsOf, phoneMember } from './support/phones.ts';
import { pictured, showPicture } from './support/pictured.ts';
import { listen, type Stream } from './support/streams.ts';

const worlds = await openBoth({ LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' });
const SOON = { timeout: 30_000 };

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { server } = world;
	const opened: Stream[] = [];
	afterAll(() => opened.forEach(({ leave }) => leave()));

	const at = async (browser: Pick<Browser, 'cookies'>, path: string, from = '127.0.0.1') => {
		const headers = { 'x-forwarded-for': from };
		const stream = await listen(browser, { port: server.port, path, headers });
		opened.push(stream);
		return stream;
	};
	const statuses = (streams: readonly Stream[]) => streams.map(({ status }) => status);

	/** Somebody whose phone is asked by three things at once, and where their browsers wait. */
	const waiting = async () => {
		const ada = await phoneMember(world);
		await done(ada.api('POST', `/phone-tests/${ada.factor}`));
		const asked = await askPhones(world, ada);
		const picture = await showPicture(world);
		return {
			ada,
			asked,
			picture,
			places: {
				'a challenge': {
					browser: asked.browser,
					path: `/api/v1/challenges/${asked.id}/events?method=phones`,
					refused: 'challenges.gone'
				},
				'a picture': {
					browser: picture.browser,
					path: `${picture.path}/events?stage=shown`,
					refused: 'phone_sign_in.gone'
				},
				'a test of a phone': {
					browser: ada as Browser,
					path: `/api/v1/phone-tests/${ada.factor}/events`,
					refused: 'phones.unknown'
				}
			}
		};
	};
	type Name = keyof Awaited<ReturnType<typeof waiting>>['places'];
	const NAMES: readonly Name[] = ['a challenge', 'a picture', 'a test of a phone'];

	test.each(NAMES)('nobody else waits for %s, and its own browser does', async (name) => {
		const { places } = await waiting();
		const { browser, path, refused } = places[name];
		const eve = await phoneMember(world);
		await expectNoGain(world, refused, () => eve.get(path));
		const { headers } = await eve.get(path);
		expect(headers['content-type']).toBe('application/problem+json');
		const nobody = name === 'a test of a phone' ? 'sessions.required' : refused;
		await expectNoGain(world, nobody, () => world.browser().get(path));
		const own = await at(browser, path);
		expect(own.status).toBe(200);
		await vi.waitUntil(() => own.heard().includes('waiting'), SOON);
	});

	test.each(NAMES)('what is misshapen waits for no %s', async (name) => {
		const { places } = await waiting();
		const { browser, path } = places[name];
		const bare = path.replace(/\?.*/, '');
		const misshapen = [
			path.replace(/(cer|chl|fct)_/, '$1_%00'),
			path.replace(/(cer|chl|fct)_[\w-]+/, '*'),
			path.replace(/(cer|chl|fct)_[\w-]+/, 'a'.repeat(4000)),
			path.replace(/(cer|chl|fct)_[\w-]+/, '..%2f..%2fsession'),
			...(name === 'a challenge'
				? [bare, `${bare}?method=`, `${bare}?method=totp`, `${bare}?method=__proto__`]
				: [])
		];
		for (const each of misshapen) {
			const answer = await browser.get(each);
			expect(answer.status, each.slice(0, 100)).toBeGreaterThanOrEqual(400);
			expect(answer.status, each.slice(0, 100)).toBeLessThan(500);
		}
		const strange = await at(browser, path);
		expect(strange.status).toBe(200);
		for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
			const headers = { origin: world.origin };
			expect((await browser.send({ method, path, headers })).status).toBe(405);
		}
	});

	test('a browser has three for one thing, and has them again when it has left', async () => {
		const { places } = await waiting();
		for (const { browser, path } of Object.values(places)) {
			const own = [];
			for (let count = 0; count < 5; count += 1) own.push(await at(browser, path));
			expect(statuses(own)).toEqual([200, 200, 200, 204, 204]);
			for (const { leave } of own) leave();
			await vi.waitUntil(async () => (await at(browser, path)).status === 200, SOON);
		}
	});

	test('one address has a hundred, also with ever new things; the next address has room', async () => {
		const here = '203.0.113.77';
		const streams: Stream[] = [];
		for (let count = 0; count < 105; count += 1) {
			const { browser, path } = await showPicture(world);
			streams.push(await at(browser, `${path}/events?stage=shown`, here));
		}
		expect(streams.filter(({ status }) => status === 200)).toHaveLength(100);
		expect(statuses(streams.slice(100))).toEqual([204, 204, 204, 204, 204]);

		// Whoever has no stream there still learns of it, and somebody elsewhere has one.
		const one = await pictured(world);
		const events = `${one.path}/events?stage=claimed`;
		expect((await at(one.browser, events, here)).status).toBe(204);
		const heard = await at(one.browser, events, '203.0.113.78');
		expect(heard.status).toBe(200);
		await done(one.calls.answer(one.request, one));
		await heard.ended;
		expect(heard.heard()).toEqual(['waiting', 'answered']);
		expect(outcomeOf(await one.finish())).toBe('verified');
		for (const { leave } of streams) leave();
	});

	test('a stream that is kept open after the end of its session tells nothing more', async () => {
		const { ada, places } = await waiting();
		const { path } = places['a test of a phone'];
		const stream = await at(ada, path);
		await vi.waitUntil(() => stream.heard().length > 0, SOON);
		await done(ada.api('DELETE', '/session'));
		await stream.ended;
		expect(stream.heard()).toEqual(['waiting', 'moved']);
		await expectNoGain(world, 'sessions.required', () => ada.get(path));
	});

	test('a stream ends with what it waits for, also where that ends at the other process', async () => {
		const { ada, asked, places } = await waiting();
		const { browser, path } = places['a challenge'];
		const stream = await at(browser, path);
		const calls = callsOf(world, ada.phone);
		const request = (await calls.list()).find(
			({ numbers, document }) => numbers.includes(asked.number) && document.purpose !== 'test'
		);
		expect((await calls.decline(request?.id ?? '', false, other.port)).status).toBe(204);
		await stream.ended;
		expect(stream.heard().at(-1)).not.toBe('waiting');
	});
});
