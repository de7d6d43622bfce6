/** The stream of ended tokens: who may listen, to what, how often, and who takes nothing. */
import { connect } from 'node:net';

import { afterAll, describe, expect, test, vi } from 'vitest';

import { hashSecret } from '#lib/server/core/secret.ts';
import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { signInBy } from './support/clients.ts';
import { expectNoGain } from './support/gained.ts';
import type { Headers } from './support/http.ts';
import { listen, type Stream } from './support/streams.ts';

const PATH = '/api/v1/tokens/ended';
const SECRET = 'a secret that the API and its operator know';
const REFUSED = [401, 'ended_tokens.not_accepted'] as const;
const SOON = { timeout: 30_000 };
const MOST = 10;

const apiOf = (id: string, audience: string) => ({
	id,
	name: id,
	audience,
	grants: ['client_credentials'],
	scopes: ['notes:read'],
	authentication: 'client_secret_basic',
	secretHash: hashSecret(SECRET)
});
const pageOf = (id: string) => ({
	id,
	name: id,
	origins: [`https://${id}.example`],
	audience: `https://${id}.example/api`
});

const worlds = await openBoth({
	LATCHKEY_CLIENTS: JSON.stringify([
		pageOf('notes'),
		pageOf('bank'),
		apiOf('notes-api', 'https://notes.example/api'),
		apiOf('bank-api', 'https://bank.example/api'),
		{
			...apiOf('shop', ''),
			grants: ['authorization_code'],
			redirectUris: ['https://shop.example/callback']
		}
	])
});

const basic = (id: string, secret: string) =>
	`Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString('base64')}`;

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { server } = world;
	const attack = attacksOn(world);
	const opened: Stream[] = [];
	afterAll(() => opened.forEach(({ leave }) => leave()));

	const at = async (
		id = 'notes-api',
		{ port = server.port, ...headers }: Record<string, string | number> = {}
	) => {
		const texts = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, `${value}`])
		);
		const stream = await listen(world.browser(), {
			port: Number(port),
			path: PATH,
			headers: { authorization: basic(id, SECRET), ...texts }
		});
		opened.push(stream);
		return stream;
	};
	const hears = (stream: Stream, event: string) =>
		vi.waitUntil(() => stream.heard().includes(event), SOON);
	/** Somebody who may listens, and hears that nothing is missing. */
	const honest = async () => {
		const stream = await at();
		await hears(stream, 'current');
		stream.leave();
		return [{ status: stream.status, body: '' }] as never[];
	};
	const ask = (headers: Headers, path = PATH) =>
		world.browser().send({ method: 'GET', path, headers });

	const ada = await world.person();
	const pair = await signInBy(world, ada);
	const machine = await world.browser().send({
		method: 'POST',
		path: '/oauth2/token',
		headers: {
			authorization: basic('notes-api', SECRET),
			'content-type': 'application/x-www-form-urlencoded'
		},
		body: 'grant_type=client_credentials&scope=notes%3Aread'
	});
	const { access_token: machineToken } = JSON.parse(machine.body) as { access_token: string };

	const strangers: Readonly<Record<string, readonly Headers[]>> = {
		nobody: [{}],
		'a person who is signed in': [{ cookie: `latchkey=${ada.cookies.get('latchkey') ?? ''}` }],
		'an access token, of a person or of the API itself': [
			{ authorization: `Bearer ${pair.accessToken}` },
			{ authorization: `Bearer ${machineToken}` },
			{ authorization: basic('notes-api', machineToken) }
		],
		'a client without a secret, or without an API': [
			{ authorization: basic('notes', '') },
			{ authorization: basic('notes', SECRET) },
			{ authorization: basic('shop', SECRET) }
		],
		'a client that nobody has named': [
			{ authorization: basic('nobody', SECRET) },
			{ authorization: basic('__proto__', SECRET) },
			{ authorization: basic('constructor', '') },
			{ authorization: basic("' or '1'='1", SECRET) }
		],
		'another secret': [
			{ authorization: basic('notes-api', `${SECRET} `) },
			{ authorization: basic('notes-api', SECRET.slice(0, -1)) },
			{ authorization: basic('notes-api', hashSecret(SECRET)) },
			{ authorization: basic('notes-api', '') }
		],
		'what is misshapen': [
			{ authorization: 'Basic' },
			{ authorization: 'Basic ' },
			{ authorization: 'Basic ====' },
			{ authorization: `Basic ${Buffer.from('notes-api').toString('base64')}` },
			{ authorization: `Basic ${Buffer.from('notes-api:%ff%').toString('base64')}` },
			{ authorization: `Basic ${Buffer.from('\0:\0').toString('base64')}` },
			{ authorization: `Basic ${'A'.repeat(8000)}` },
			{ authorization: SECRET }
		]
	};
	for (const [who, all] of Object.entries(strangers))
		attack(`${who} hears nothing`, {
			sends: () => Promise.all(all.map((headers) => ask(headers))),
			refusal: REFUSED,
			honest
		});

	test('a secret in the address, or under another name, is not looked for', async () => {
		const sent = [
			`${PATH}?client_id=notes-api&client_secret=${encodeURIComponent(SECRET)}`,
			`${PATH}?authorization=${encodeURIComponent(basic('notes-api', SECRET))}`
		];
		for (const path of sent) expectRefusal(await ask({}, path), REFUSED);
		const proxied = await ask({ 'proxy-authorization': basic('notes-api', SECRET) });
		expectRefusal(proxied, REFUSED);
	});

	test('no page elsewhere can read it, and other methods are not there', async () => {
		const { headers } = await ask({ origin: 'https://evil.example' });
		expect(headers['access-control-allow-origin']).toBeUndefined();
		const asked = await world.browser().send({
			method: 'OPTIONS',
			path: PATH,
			headers: {
				origin: 'https://evil.example',
				'access-control-request-method': 'GET',
				'access-control-request-headers': 'authorization'
			}
		});
		expect(asked.headers['access-control-allow-origin']).toBeUndefined();
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
			const authorization = basic('notes-api', SECRET);
			const answer = await world.browser().send({
				method,
				path: PATH,
				headers: { origin: world.origin, authorization }
			});
			expect(answer.status, method).toBe(405);
		}
		await honest();
	});

	test('an API hears of its own tokens alone, of no account, and from whichever process', async () => {
		const [own, strange] = [await at('notes-api', { port: other.port }), await at('bank-api')];
		for (const stream of [own, strange]) await hears(stream, 'current');
		const who = await world.person();
		const { accessToken } = await signInBy(world, who);
		const { account } = await done(who.api('GET', '/session'));
		const claims = JSON.parse(
			Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
		) as { sid: string };
		await done(who.api('DELETE', '/sessions'));
		await vi.waitUntil(() => own.text().includes(claims.sid), SOON);
		expect(own.text()).not.toContain(account as string);
		const bank = await signInBy(world, who, { client: 'bank' });
		const { sid } = JSON.parse(
			Buffer.from(bank.accessToken.split('.')[1] ?? '', 'base64url').toString()
		) as { sid: string };
		await done(who.api('DELETE', '/sessions'));
		await vi.waitUntil(() => strange.text().includes(sid), SOON);
		expect(strange.text()).not.toContain(claims.sid);
		expect(own.text()).not.toContain(sid);
		for (const { leave } of [own, strange]) leave();
	});

	test.each([
		'',
		'0',
		'-1',
		'nonsense',
		'__proto__',
		'9'.repeat(4000),
		`${'9'.repeat(15)}.${'A'.repeat(43)}`,
		"1' or '1'='1",
		'1.e3'
	])('with the position %j the whole list comes, and nothing changes', async (position) => {
		await withoutTrace(world, async () => {
			const stream = await at('notes-api', { 'last-event-id': position });
			expect(stream.status).toBe(200);
			await hears(stream, 'current');
			expect(stream.heard()[0]).toBe('reset');
			stream.leave();
		});
	});

	test('one API has ten places in a process; others have room, and it has again when it has left', async () => {
		const own = [];
		for (let count = 0; count < MOST; count += 1) own.push(await at());
		await vi.waitUntil(async () => {
			const one = await at();
			own.push(one);
			return one.status === 429;
		}, SOON);
		await expectNoGain(world, 'ended_tokens.too_many', () =>
			ask({ authorization: basic('notes-api', SECRET) })
		);
		const strange = await at('bank-api');
		expect(strange.status).toBe(200);
		strange.leave();
		for (const { leave } of own) leave();
		await vi.waitUntil(async () => (await at()).status === 200, SOON);
		for (const { leave } of opened) leave();
	});

	test('whoever takes nothing holds up nobody: neither sign-outs nor those who listen', async () => {
		const slow = connect(server.port, '127.0.0.1');
		slow.on('error', () => undefined);
		slow.pause();
		slow.write(
			`GET ${PATH} HTTP/1.1\r\nhost: localhost:${server.port}\r\nauthorization: ${basic('notes-api', SECRET)}\r\n\r\n`
		);
		const quick = await at();
		await hears(quick, 'current');
		const who = await world.person();
		for (let count = 0; count < 20; count += 1) {
			await signInBy(world, who);
		}
		await done(who.api('DELETE', '/sessions'));
		const ended = () => quick.heard().filter((event) => event === 'ended').length;
		await vi.waitUntil(() => ended() >= 20, SOON);
		quick.leave();
		slow.destroy();
	});
});
