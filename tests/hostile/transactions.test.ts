/** Applications that are not who they say, ask for what is not theirs, or show what is not what is signed. */
import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { json, type Answer, type Headers } from './support/http.ts';
import { racing, tally } from './support/people.ts';
import {
	askByShop,
	callsOf,
	linkPhone,
	openShop,
	phoneMember,
	shopCall,
	statusOf,
	TEXT,
	type Shown
} from './support/phones.ts';

const worlds = await openBoth();
const MINUTE_MS = 60_000;
const NO_KEY = [401, 'applications.key_required'] as const;
const GONE = [410, 'approvals.gone'] as const;

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { server, origin } = world;
	const attack = attacksOn(world);
	const shop = await openShop(world);
	const rival = await openShop(world);
	const ada = await phoneMember(world);
	const calls = callsOf(world, ada.phone);
	const body = { account: ada.username, text: TEXT };

	/** The honest way, right after: the shop asks, and the phone approves. */
	const honest = async (): Promise<readonly Answer[]> => {
		const { id, number } = await askByShop(world, shop, ada);
		const request = (await calls.list()).find((each) => each.id === id);
		const answer = await calls.answer(request as Shown, { number });
		expect(await statusOf(world, shop, id)).toBe('approved');
		return [answer];
	};
	const asking = async () => {
		const asked = await askByShop(world, shop, ada);
		const request = (await calls.list()).find((each) => each.id === asked.id);
		if (!request) throw new Error('Nothing is asked.');
		return { ...asked, request };
	};

	/** Each call that there is, with these headers and this key. */
	const everyCall = async (headers: Headers, query = ''): Promise<readonly Answer[]> =>
		Promise.all(
			[
				{ method: 'POST', path: query, body },
				{ path: `/apr_nothing${query}` },
				{ method: 'DELETE', path: `/apr_nothing${query}` }
			].map((call) => shopCall(world, shop, { ...call, headers }))
		);

	describe('a call is refused whose key', () => {
		const { key } = shop;
		const keys: Readonly<Record<string, string>> = {
			'is empty': 'Bearer ',
			'is a space': 'Bearer  ',
			'is in another scheme': `Basic ${Buffer.from(`latchkey:${key}`).toString('base64')}`,
			'is in no scheme': key,
			'is forged': `Bearer lka_${'A'.repeat(43)}`,
			'lacks its last character': `Bearer ${key.slice(0, -1)}`,
			'has one more': `Bearer ${key}A`,
			'has its last changed': `Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`,
			'is in capitals': `Bearer ${key.toUpperCase()}`,
			'lacks its beginning': `Bearer ${key.slice(4)}`,
			'is its hash': `Bearer lka_${createHash('sha256').update(key).digest('base64url')}`,
			'comes with another': `Bearer ${key}, Bearer ${rival.key}`,
			'comes with a second one behind a space': `Bearer ${key} ${rival.key}`,
			'has a NUL in it': `Bearer ${key.slice(0, 10)}%00${key.slice(10)}`,
			'is a pattern': `Bearer lka_${'%'.repeat(43)}`,
			'is the id of the application': `Bearer ${shop.id}`
		};
		for (const [name, authorization] of Object.entries(keys))
			attack(name, { sends: () => everyCall({ authorization, origin }), refusal: NO_KEY, honest });
		attack('stands in the address', {
			sends: () =>
				everyCall({ authorization: undefined, origin }, `?access_token=${key}&key=${key}`),
			refusal: NO_KEY,
			honest
		});
		attack('is in a cookie, or in a header that nobody reads', {
			sends: () =>
				everyCall({
					authorization: undefined,
					origin,
					cookie: `latchkey=${key}; authorization=Bearer ${key}; key=${key}`,
					'x-api-key': key,
					'proxy-authorization': `Bearer ${key}`
				}),
			refusal: NO_KEY,
			honest
		});
	});

	describe('a page in a browser is refused', () => {
		attack('without a key and without an origin, whoever is signed in there', {
			sends: async () =>
				Promise.all(
					['POST', 'DELETE'].map((method) =>
						ada.send({
							method,
							path: method === 'POST' ? '/api/v1/approvals' : '/api/v1/approvals/apr_x',
							headers: { 'content-type': 'application/json' },
							body: JSON.stringify(body)
						})
					)
				),
			refusal: [403, 'request.cross_site'],
			honest
		});
		attack('with a key, from another site', {
			sends: async () => {
				const given = [
					{ origin: 'https://evil.example' },
					{ origin: 'null' },
					{ origin, 'sec-fetch-site': 'cross-site' },
					{ 'sec-fetch-site': 'cross-site' }
				];
				const each = given.map((headers) =>
					shopCall(world, shop, { method: 'POST', body, headers })
				);
				return Promise.all(each);
			},
			refusal: [403, 'request.cross_site'],
			honest
		});
		attack('by the session of an administrator in place of a key', {
			sends: async () => [
				await world.victim.api('POST', '/approvals', body),
				await world.victim.api('GET', '/approvals/apr_nothing'),
				await world.victim.api('DELETE', '/approvals/apr_nothing')
			],
			refusal: NO_KEY,
			honest
		});
	});

	test('a key opens nothing but the calls of applications', async () => {
		const headers = { authorization: `Bearer ${shop.key}` };
		await withoutTrace(world, async () => {
			for (const path of ['/session', '/sessions', '/factors', '/activity']) {
				const answer = await world.browser().send({ path: `/api/v1${path}`, headers });
				expectRefusal(answer, [401, 'sessions.required']);
			}
			const unsafe = await world.browser().send({
				method: 'POST',
				path: '/api/v1/step-up',
				headers: { ...headers, 'content-type': 'application/json' },
				body: '{}'
			});
			expectRefusal(unsafe, [403, 'request.cross_site']);
		});
	});

	test('a key that was replaced, or whose application is closed, is refused at once, in every process', async () => {
		const closed = await openShop(world);
		const { id } = await askByShop(world, closed, ada);
		const requests = (await calls.list()).filter((each) => each.id === id);
		const run = (...words: string[]) => server.latchkey(['applications', ...words]);
		await run('disable', closed.name);
		await withoutTrace(world, async () => {
			for (const port of [server.port, other.port]) {
				expectRefusal(await shopCall(world, closed, { path: `/${id}`, port }), NO_KEY);
				expectRefusal(await shopCall(world, closed, { method: 'POST', body, port }), NO_KEY);
			}
			const [request] = requests;
			const answer = await calls.answer(request as Shown, { number: request?.numbers[0] ?? '' });
			expectRefusal(answer, GONE);
		});
		await run('enable', closed.name);
		const { out } = await run('rotate-key', closed.name, '--json');
		const { key } = JSON.parse(out) as { key: string };
		for (const port of [server.port, other.port]) {
			expectRefusal(await shopCall(world, closed, { path: `/${id}`, port }), NO_KEY);
			await done(shopCall(world, { key }, { path: `/${id}`, port }));
		}
	});

	test('another application neither reads nor withdraws what was asked, nor learns that it was', async () => {
		const { id } = await asking();
		await withoutTrace(world, async () => {
			const foreign = await shopCall(world, rival, { path: `/${id}` });
			const nothing = await shopCall(world, rival, { path: '/apr_AAAAAAAAAAAAAAAAAAAAAA' });
			for (const answer of [
				foreign,
				nothing,
				await shopCall(world, rival, { method: 'DELETE', path: `/${id}` })
			])
				expectRefusal(answer, [404, 'transactions.unknown']);
			const told = ({ requestId: _, ...rest }: ReturnType<typeof json>) => rest;
			expect(told(json(foreign))).toEqual(told(json(nothing)));
		});
		expect(await statusOf(world, shop, id)).toBe('pending');
		await done(shopCall(world, shop, { method: 'DELETE', path: `/${id}` }));
		expect(await statusOf(world, shop, id)).toBe('withdrawn');
	});

	describe('a text is refused that', () => {
		const texts: Readonly<Record<string, string>> = {
			'is empty': '',
			'is a space': ' ',
			'has a line break': 'Pay 1 €\nto Eve',
			'has a tab': 'Pay\t1 €',
			'moves the cursor': 'Pay 1 €\u001b[1A',
			'has a carriage return, which writes over what was said': 'Pay 100 €\rPay 1 €',
			'runs from right to left from some point on': 'Pay \u202e€ 001 \u202cto Eve',
			'is isolated from right to left': 'Pay \u2067€ 001\u2069',
			'has a mark of direction': 'Pay 1\u200f00 €',
			'has a space that is not seen': 'Pay 1\u200b00 €',
			'has a letter that is not seen': 'Pay 1\u3164 €',
			'has a tag in it': 'Pay 1 \u{e0041}€',
			'has a soft hyphen': 'Pay 1\u00ad00 €',
			'has a separator of lines': 'Pay 1 €\u2028to Eve',
			'has a space that is none': 'Pay 1\u00a0000 €',
			'has much room before what matters': `Pay 1 €${' '.repeat(100)}and 100 €`,
			'has letters under heaps of marks': `Pay 1\u0336\u0336\u0336\u0336 €`,
			'has another spelling of its letters': 'Cafe\u0301',
			'has characters that nobody has assigned': 'Pay \u0378',
			'is one character too long': 'x'.repeat(301)
		};
		for (const [name, text] of Object.entries(texts))
			attack(name, {
				sends: async () => [
					await shopCall(world, shop, { method: 'POST', body: { ...body, text } })
				],
				refusal: [400, 'transactions.text_not_allowed'],
				honest
			});
	});

	describe('a body is refused that', () => {
		const refusal = [400, 'request.malformed'] as const;
		const right = JSON.stringify(body);
		const bodies: Readonly<Record<string, string>> = {
			'has the text twice': right.replace('{', `{"text":"Pay 1 €",`),
			'has the text twice, once in escapes': right.replace('{', `{"\\u0074ext":"Pay 1 €",`),
			'has the account twice': right.replace('}', `,"account":"eve"}`),
			'names the number': right.replace('}', `,"number":"42"}`),
			'names the application': right.replace('}', `,"application":"Bank"}`),
			'has a text of sixty thousand characters': JSON.stringify({
				...body,
				text: 'x'.repeat(60_000)
			}),
			'has an account of a thousand characters': JSON.stringify({
				...body,
				account: 'x'.repeat(1000)
			}),
			'has a list for a text': JSON.stringify({ ...body, text: [TEXT] }),
			'has half a surrogate pair': right.replace('Pay', 'Pay\\ud800'),
			'wants no time': JSON.stringify({ ...body, ttlSeconds: 0 }),
			'wants less than half a minute': JSON.stringify({ ...body, ttlSeconds: 29 }),
			'wants more than ten minutes': JSON.stringify({ ...body, ttlSeconds: 601 }),
			'wants for ever': `${right.slice(0, -1)},"ttlSeconds":1e999}`,
			'wants half a second': JSON.stringify({ ...body, ttlSeconds: 60.5 }),
			'wants a time in words': JSON.stringify({ ...body, ttlSeconds: '60' }),
			'has a key for itself that is short': JSON.stringify({ ...body, idempotencyKey: 'x' }),
			'has a key for itself that is no text': JSON.stringify({ ...body, idempotencyKey: 12345678 })
		};
		for (const [name, text] of Object.entries(bodies))
			attack(name, {
				sends: async () => [await shopCall(world, shop, { method: 'POST', body: text })],
				refusal,
				honest
			});
		attack('is larger than all that is read', {
			sends: async () => [
				await shopCall(world, shop, {
					method: 'POST',
					body: JSON.stringify({ ...body, text: 'x'.repeat(70_000) })
				})
			],
			refusal: [413, 'request.too_large'],
			honest
		});
	});

	describe('what the phone signs is what the shop asked:', () => {
		const changes: Readonly<Record<string, object>> = {
			'another amount': { text: TEXT.replace('12.50', '92.50') },
			'one letter less': { text: TEXT.slice(0, -1) },
			'a space more': { text: `${TEXT} ` },
			'look-alike letters': { text: TEXT.replace('a', 'а') },
			'no text': { text: undefined },
			'another application': { application: rival.name },
			'no application': { application: undefined },
			'another account': { account: 'eve' },
			'a sign-in': { purpose: 'sign-in' }
		};
		test.each(Object.entries(changes))('%s is not approved', async (_, document) => {
			const { id, number, request } = await asking();
			await withoutTrace(world, async () => {
				const answer = await calls.answer(request, { number, changes: { document } });
				expectRefusal(answer, [400, 'approvals.not_signed']);
			});
			expect(await statusOf(world, shop, id)).toBe('pending');
			expect((await calls.answer(request, { number })).status).toBe(200);
			expect(await statusOf(world, shop, id)).toBe('approved');
		});
	});

	test('of fifty answers at once, at two processes, one counts, and its status stays', async () => {
		const { id, number, request } = await asking();
		const ports = [server.port, other.port];
		const answers = await racing((at) => {
			const port = ports[at % 2] ?? server.port;
			if (at % 5 === 0) return shopCall(world, shop, { method: 'DELETE', path: `/${id}`, port });
			return at % 2 === 0 ? calls.answer(request, { number, port }) : calls.decline(id, true, port);
		});
		expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
		const { 'approvals.gone': gone = 0, 'transactions.over': over = 0 } = tally(answers);
		expect(gone + over).toBe(49);
		const seen = await racing((at) =>
			shopCall(world, shop, { path: `/${id}`, port: ports[at % 2] ?? server.port })
		);
		expect(new Set(seen.map((answer) => json(answer)['status'])).size).toBe(1);
		expect(await statusOf(world, shop, id)).not.toBe('pending');
		await honest();
	});

	test('fifty calls with one key of their own, at two processes, ask once', async () => {
		const idempotencyKey = 'order-4711-of-ada';
		const answers = await racing((at) =>
			shopCall(world, shop, {
				method: 'POST',
				body: { ...body, idempotencyKey },
				port: at % 2 === 0 ? server.port : other.port
			})
		);
		const ids = new Set(answers.map((answer) => json(answer).id));
		expect([...ids]).toEqual([expect.stringMatching(/^apr_/)]);
		const open = (await calls.list()).filter(({ id }) => ids.has(id));
		expect(open).toHaveLength(1);
		await done(shopCall(world, shop, { method: 'DELETE', path: `/${open[0]?.id}` }));
	});

	test('another account’s phone neither sees nor answers it, nor one that was removed', async () => {
		const { id, number, request } = await asking();
		const eve = await phoneMember(world);
		const theirs = callsOf(world, eve.phone);
		const second = await linkPhone(world, ada);
		await withoutTrace(world, async () => {
			expect(await theirs.list()).toEqual([]);
			for (const answer of [
				await theirs.answer(request, { number }),
				await theirs.decline(id),
				await theirs.decline(id, false)
			])
				expectRefusal(answer, GONE);
		});
		await done(ada.api('DELETE', `/factors/${second.factor}`));
		expectRefusal(await callsOf(world, second.phone).answer(request, { number }), [
			401,
			'phones.not_linked'
		]);
		expect(await statusOf(world, shop, id)).toBe('pending');
		expect((await calls.answer(request, { number })).status).toBe(200);
	});

	test('an approval by a phone that was removed before the shop asked what came of it is void', async () => {
		const { id, number } = await asking();
		const second = await linkPhone(world, ada);
		const others = callsOf(world, second.phone);
		const request = (await others.list()).find((each) => each.id === id);
		expect((await others.answer(request as Shown, { number })).status).toBe(200);
		await done(ada.api('DELETE', `/factors/${second.factor}`));
		const answer = json(await shopCall(world, shop, { path: `/${id}` }));
		expect(answer['status']).toBe('declined');
		expect(answer).not.toHaveProperty('receipt');
		await honest();
	});

	test('after its time it is not approved', async () => {
		const { id, number, request } = await asking();
		for (const each of new Set([server, other])) await each.advance(2 * MINUTE_MS);
		await withoutTrace(world, async () =>
			expectRefusal(await calls.answer(request, { number }), GONE)
		);
		expect(await statusOf(world, shop, id)).toBe('expired');
		await honest();
	});

	test('an id that a store might read otherwise is nobody’s request', async () => {
		const ids = [
			'*',
			'%25',
			'____',
			"'%20or%20'1'='1",
			'%0d%0aFLUSHALL',
			'a%00b',
			'..%2f',
			'a'.repeat(4000)
		];
		await withoutTrace(world, async () => {
			for (const id of ids)
				for (const method of ['GET', 'DELETE']) {
					const { status } = await shopCall(world, shop, { method, path: `/${id}` });
					expect([400, 404]).toContain(status);
				}
		});
	});

	test('a receipt with any one character of what was shown changed proves nothing', async () => {
		const { id, number, request } = await asking();
		await done(calls.answer(request, { number }));
		const { receipt } = json(await shopCall(world, shop, { path: `/${id}` }));
		const { Receipt, verifyReceipt } = await import('#lib/server/approvals/index.ts');
		const v = await import('valibot');
		const genuine = v.parse(Receipt, receipt);
		expect(await verifyReceipt(genuine)).toEqual({ isGenuine: true, isUserVerified: true });
		const { text = '' } = genuine.document;
		for (let at = 0; at < text.length; at += 1) {
			const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
			const forged = { ...genuine, document: { ...genuine.document, text: changed } };
			expect(await verifyReceipt(forged)).toMatchObject({ isGenuine: false });
		}
	});
});
