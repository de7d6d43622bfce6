/** Where a phone says that it is told: anything but a push service, keys that are none, and other people's phones. */
import { randomBytes } from 'node:crypto';

import { afterAll, describe, expect, test, vi } from 'vitest';

import { createSubscriber, openPushService } from '../../src/lib/server/push/receiver.fixture.ts';
import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import type { Answer } from './support/http.ts';
import { racing, tally } from './support/people.ts';
import { askPhones, callsOf, linkPhone, phoneMember, type PhoneMember } from './support/phones.ts';

const [service, decoy] = [await openPushService(), await openPushService()];
afterAll(() => Promise.all([service.close(), decoy.close()]));
const worlds = await openBoth({ LATCHKEY_PUSH_HOSTS: service.origin });
const NOT_ACCEPTED = [400, 'phones.push_not_accepted'] as const;
const CALL_REFUSED = [401, 'phones.call_not_accepted'] as const;
const MALFORMED = [400, 'request.malformed'] as const;

const elsewhere: Readonly<Record<string, readonly string[]>> = {
	'on no list': ['https://push.example.com/1', 'https://evil.example/', 'https://localhost/'],
	'of names that look alike': [
		'https://fcm.googleapis.com.evil.example/',
		'https://evilpush.apple.com/',
		'https://push.apple.com/',
		'https://fcm-googleapis.com/',
		'https://fcm.googleapıs.com/',
		'https://fcm.xn--googleaps-tkb.com/',
		'https://fcm.googleapis.com./',
		'https://.push.apple.com/',
		'https://*.push.apple.com/'
	],
	'of names that lead to this machine': [
		'https://localhost.push.apple.com.127.0.0.1.nip.io/',
		'https://127.0.0.1.nip.io/',
		'https://metadata.google.internal/computeMetadata/v1/'
	],
	'of private addresses': [
		'https://127.0.0.1/',
		'https://10.0.0.1/',
		'https://192.168.1.1/',
		'https://169.254.169.254/latest/meta-data/',
		'https://0.0.0.0/',
		'https://[::1]/',
		'https://[::ffff:127.0.0.1]/',
		'https://[fd00::1]/'
	],
	'of addresses spelled otherwise': [
		'https://2130706433/',
		'https://0x7f000001/',
		'https://0177.0.0.1/',
		'https://127.1/',
		'https://①②⑦.⓪.⓪.①/'
	],
	'at odd ports': [
		'https://fcm.googleapis.com:22/',
		'https://fcm.googleapis.com:8443/',
		'https://web.push.apple.com:80/',
		`${decoy.origin}/`
	],
	'behind a name or a password': [
		'https://fcm.googleapis.com@evil.example/',
		'https://fcm.googleapis.com:443@evil.example/',
		'https://user@fcm.googleapis.com/',
		'https://user:pass@fcm.googleapis.com/',
		service.origin.replace('//', '//x@'),
		'https:\\\\evil.example\\@fcm.googleapis.com/'
	],
	'of another scheme': [
		'http://fcm.googleapis.com/',
		'file:///etc/passwd',
		'gopher://fcm.googleapis.com/',
		'javascript:alert(1)',
		'data:,x',
		service.origin.replace('http:', 'https:')
	],
	'with a fragment, or none at all': [
		'https://fcm.googleapis.com/#x',
		'fcm.googleapis.com',
		'//fcm.googleapis.com/',
		'/push/1',
		' ',
		`${service.origin}#x`
	]
};

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { server } = world;
	const attack = attacksOn(world);
	const ada = await phoneMember(world);
	const calls = callsOf(world, ada.phone);
	let count = 0;
	const place = (): string => {
		count += 1;
		return `${service.origin}/${server.port}/${count}`;
	};
	const keep = (subscription: object, by = calls): Promise<Answer> =>
		by.call({ path: '/push', body: subscription });
	const messagesAt = (endpoint: string) =>
		service.got.filter(({ path }) => endpoint.endsWith(path));

	/** Somebody asks the owner's phones, and the message opens where they are told. */
	const isTold = async (owner: PhoneMember, endpoint: string, browser: Subscriber) => {
		const before = messagesAt(endpoint).length;
		await askPhones(world, owner);
		await vi.waitUntil(() => messagesAt(endpoint).length > before, { timeout: 30_000 });
		const told = browser.open(messagesAt(endpoint).at(-1)?.body ?? Buffer.alloc(0));
		expect((await callsOf(world, owner.phone).list()).map(({ id }) => id)).toContain(told);
	};
	type Subscriber = ReturnType<typeof createSubscriber>;

	/** The honest way, right after: the phone subscribes, and is told. */
	const honest = async () => {
		const [subscriber, endpoint] = [createSubscriber(), place()];
		const answer = await keep(subscriber.at(endpoint));
		await isTold(ada, endpoint, subscriber);
		return [answer];
	};

	describe('no message is sent to places', () => {
		for (const [name, endpoints] of Object.entries(elsewhere))
			attack(name, {
				sends: () =>
					Promise.all(endpoints.map((endpoint) => keep(createSubscriber().at(endpoint)))),
				refusal: NOT_ACCEPTED,
				honest
			});
		attack('of addresses that are longer than any', {
			sends: async () => [
				await keep(createSubscriber().at(`https://fcm.googleapis.com/${'a'.repeat(1024)}`))
			],
			refusal: MALFORMED,
			honest
		});
	});

	describe('a subscription is refused', () => {
		const good = () => createSubscriber().at(place());
		const point = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('base64url');
		const keys: Readonly<Record<string, () => object>> = {
			'whose point is not on the curve': () => ({ p256dh: `B${'A'.repeat(86)}` }),
			'whose point is at infinity': () => ({ p256dh: 'AA' }),
			'whose point is compressed': () => ({ p256dh: point([2, ...randomBytes(32)]) }),
			'whose point is of another curve': () => ({ p256dh: point([4, ...randomBytes(96)]) }),
			'whose point has a byte more': () => ({ p256dh: `${good().p256dh}AA` }),
			'whose point is in the other alphabet': () => ({
				p256dh: good().p256dh.replace(/^.{8}/, 'B+/+/+/+')
			}),
			'whose secret is too short': () => ({ auth: point(randomBytes(15)) }),
			'whose secret is too long': () => ({ auth: point(randomBytes(17)) }),
			'whose secret is padded': () => ({ auth: `${point(randomBytes(16))}==` }),
			'without a key': () => ({ p256dh: '' })
		};
		for (const [name, changes] of Object.entries(keys))
			attack(name, {
				sends: async () => [await keep({ ...good(), ...changes() })],
				refusal: NOT_ACCEPTED,
				honest
			});

		const misshapen: Readonly<Record<string, () => object>> = {
			'with a huge key': () => ({ ...good(), p256dh: 'B'.repeat(100_000) }),
			'with a huge secret': () => ({ ...good(), auth: 'A'.repeat(5000) }),
			'with a key that is no text': () => ({ ...good(), p256dh: { x: 1, y: 2 } }),
			'with places in a list': () => ({ ...good(), endpoint: [place()] }),
			'with a member more': () => ({ ...good(), hosts: [decoy.origin] }),
			'with nothing in it': () => ({})
		};
		for (const [name, body] of Object.entries(misshapen))
			attack(name, {
				sends: async () => [await keep(body())],
				refusal: ({ status }) => expect([400, 413]).toContain(status),
				honest
			});
	});

	describe('where somebody’s phone is told is not changed', () => {
		test('by another account’s phone, under its own name or this one’s', async () => {
			const eve = await phoneMember(world);
			const [theirs, subscriber, endpoint] = [createSubscriber(), createSubscriber(), place()];
			await done(keep(subscriber.at(endpoint)));
			const their = place();
			await done(keep(theirs.at(their), callsOf(world, eve.phone)));
			await withoutTrace(world, async () => {
				for (const [path, given] of [
					['/push', theirs.at(their)],
					['/push/end', {}]
				] as const) {
					const body = JSON.stringify(given);
					const signed = { path: `/api/v1/phone${path}`, body };
					const [, ...rest] = eve.phone.header(signed, { at: server.now() }).split('.');
					const header = [ada.phone.name, ...rest].join('.');
					expectRefusal(await calls.call({ path, sent: { body, header } }), CALL_REFUSED);
				}
			});
			await isTold(ada, endpoint, subscriber);
			expect(messagesAt(their)).toEqual([]);
		});

		test('by a browser that signs nothing, whoever is signed in there', async () => {
			for (const browser of [ada, world.victim, world.browser()])
				await withoutTrace(world, async () => {
					const given = createSubscriber().at(place());
					expectRefusal(await browser.api('POST', '/phone/push', given), CALL_REFUSED);
					expectRefusal(await browser.api('POST', '/phone/push/end', {}), CALL_REFUSED);
				});
			await honest();
		});

		test('by a call of before that was overheard, at either process', async () => {
			const [old, at, nonce] = [createSubscriber().at(place()), server.now(), 'B'.repeat(22)];
			const call = { path: '/push', body: old, at, nonce };
			await done(calls.call(call));
			const [subscriber, endpoint] = [createSubscriber(), place()];
			await done(keep(subscriber.at(endpoint)));
			await withoutTrace(world, async () => {
				for (const { port } of [server, other])
					expectRefusal(await calls.call({ ...call, port }), CALL_REFUSED);
			});
			await isTold(ada, endpoint, subscriber);
			expect(messagesAt(old.endpoint)).toEqual([]);
		});

		test('by a phone that was removed, and it is told no more', async () => {
			const owner = await phoneMember(world);
			const removed = callsOf(world, owner.phone);
			const endpoint = place();
			await done(keep(createSubscriber().at(endpoint), removed));
			const second = { ...owner, ...(await linkPhone(world, owner)) };
			const [subscriber, other] = [createSubscriber(), place()];
			await done(keep(subscriber.at(other), callsOf(world, second.phone)));
			await done(owner.api('DELETE', `/factors/${owner.factor}`));
			await withoutTrace(world, async () => {
				const given = createSubscriber().at(place());
				expectRefusal(await keep(given, removed), [401, 'phones.not_linked']);
				expectRefusal(await removed.call({ path: '/push/end' }), [401, 'phones.not_linked']);
			});
			await isTold(second, other, subscriber);
			expect(messagesAt(endpoint)).toEqual([]);
		});

		test('by fifty calls at once, at two processes, but to one whole one of theirs', async () => {
			const all = Array.from({ length: 50 }, () => ({ of: createSubscriber(), endpoint: place() }));
			const answers = await racing((at) => {
				const one = all[at];
				const body = one?.of.at(one.endpoint) ?? {};
				return calls.call({ path: '/push', body, port: [server.port, other.port][at % 2] ?? 0 });
			});
			const { '204': kept = 0, 'phones.busy': busy = 0 } = tally(answers);
			expect(kept).toBeGreaterThan(0);
			expect(kept + busy).toBe(50);
			await askPhones(world, ada);
			const told = () => all.filter(({ endpoint }) => messagesAt(endpoint).length > 0);
			await vi.waitUntil(() => told().length > 0, { timeout: 30_000 });
			expect(told()).toHaveLength(1);
			await honest();
		});
	});

	test('a push service that points elsewhere is not followed', async () => {
		const endpoint = place();
		await done(keep(createSubscriber().at(endpoint)));
		for (const status of [301, 302, 303, 307, 308]) {
			Object.assign(service.says, { status, headers: { location: `${decoy.origin}/${status}` } });
			const before = messagesAt(endpoint).length;
			await askPhones(world, ada);
			await vi.waitUntil(() => messagesAt(endpoint).length > before, { timeout: 30_000 });
		}
		Object.assign(service.says, { status: 201, headers: {} });
		await honest();
		expect(decoy.got).toEqual([]);
	});
});
