import { createPublicKey } from 'node:crypto';

import { jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createWebPush } from '../adapters/web-push/index.ts';
import { fixedClock } from '../core/clock.ts';
import { secureRandom } from '../core/random.ts';
import { createPush, type Pushed, type PushCarrier } from './index.ts';
import { createSubscriber, openPushService } from './receiver.fixture.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const CONTACT = 'https://id.example.org';

async function open({ carrier }: { carrier?: PushCarrier } = {}) {
	const service = await openPushService();
	onTestFinished(() => service.close());
	let kept: object | undefined;
	const results: Pushed[] = [];
	const push = createPush({
		clock: fixedClock(NOW),
		random: secureRandom,
		keys: { findOrKeep: async (make) => (kept ??= make()) },
		carrier: carrier ?? createWebPush(),
		hosts: [service.origin],
		contact: CONTACT,
		watch: (result) => void results.push(result)
	});
	return { service, push, results };
}

test('a message arrives, and the browser that subscribed opens it', async () => {
	const { service, push, results } = await open();
	const browser = createSubscriber();
	expect(await push.send(browser.at(`${service.origin}/push/1`), 'apr_1')).toBe('sent');
	const [got] = service.got;
	if (!got) throw new Error('Nothing came.');
	expect(got).toMatchObject({
		path: '/push/1',
		headers: { 'content-encoding': 'aes128gcm', ttl: '120', urgency: 'high' }
	});
	expect(browser.open(got.body)).toBe('apr_1');
	expect(got.body.toString('latin1')).not.toContain('apr_1');
	expect(results).toEqual(['sent']);
});

test('it says who sends it, signed for that push service alone', async () => {
	const { service, push } = await open();
	await push.send(createSubscriber().at(`${service.origin}/push/1`), 'apr_1');
	const { authorization = '' } = service.got[0]?.headers ?? {};
	const { token = '', key = '' } = /^vapid t=(?<token>[\w.-]+), k=(?<key>[\w-]{87})$/.exec(
		authorization
	)?.groups as Record<string, string>;
	expect(key).toBe(await push.publicKey());
	const point = Buffer.from(key, 'base64url');
	const [x = '', y = ''] = [point.subarray(1, 33), point.subarray(33)].map((each) =>
		each.toString('base64url')
	);
	const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
	const { payload } = await jwtVerify(token, publicKey, {
		algorithms: ['ES256'],
		audience: service.origin,
		currentDate: NOW
	});
	expect(payload).toEqual({
		aud: service.origin,
		sub: CONTACT,
		exp: NOW.getTime() / 1000 + 12 * 3600
	});
});

test('no two messages are alike', async () => {
	const { service, push } = await open();
	const subscription = createSubscriber().at(`${service.origin}/push/1`);
	await push.send(subscription, 'apr_1');
	await push.send(subscription, 'apr_1');
	const [first, second] = service.got;
	expect(first?.body.subarray(0, 16)).not.toEqual(second?.body.subarray(0, 16));
	expect(first?.body.subarray(21, 86)).not.toEqual(second?.body.subarray(21, 86));
});

describe('an endpoint', () => {
	const accepts = async (endpoint: string) => {
		const { push } = await open();
		return push.accepts(createSubscriber().at(endpoint));
	};

	test.each([
		'https://fcm.googleapis.com/fcm/send/abc:def',
		'https://updates.push.services.mozilla.com/wpush/v2/abc',
		'https://db5p.notify.windows.com/w/?token=abc',
		'https://web.push.apple.com/abc'
	])('%s is a push service', async (endpoint) => {
		expect(await accepts(endpoint)).toBe(true);
	});

	test.each([
		['of a private address', 'https://10.0.0.1/'],
		['of this machine', 'https://127.0.0.1/'],
		['of this machine by IPv6', 'https://[::1]/'],
		['of the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
		['of another host', 'https://push.example.com/'],
		['that ends like one', 'https://evilpush.apple.com/'],
		['that begins like one', 'https://fcm.googleapis.com.evil.example/'],
		['of the domain alone', 'https://push.apple.com/'],
		['of the star itself', 'https://*.push.apple.com/'],
		['of a name between two points', 'https://a..push.apple.com/'],
		['of one behind a name', 'https://fcm.googleapis.com@evil.example/'],
		['with a name', 'https://user@fcm.googleapis.com/'],
		['with a name and a password', 'https://user:pass@fcm.googleapis.com/'],
		['with a port', 'https://fcm.googleapis.com:8443/'],
		['in the clear', 'http://fcm.googleapis.com/'],
		['with a fragment', 'https://fcm.googleapis.com/#x'],
		['with a point at its end', 'https://fcm.googleapis.com./'],
		['with a backslash', 'https:\\\\10.0.0.1\\@fcm.googleapis.com/'],
		['of another scheme', 'file:///etc/passwd'],
		['that is too long', `https://fcm.googleapis.com/${'a'.repeat(1024)}`],
		['that is none', 'fcm.googleapis.com']
	])('%s is none', async (_, endpoint) => {
		expect(await accepts(endpoint)).toBe(false);
	});

	test('of another port of this machine than the one that is allowed is none', async () => {
		const { push, service } = await open();
		const other = service.origin.replace(/\d+$/, '1');
		for (const endpoint of [`${other}/`, service.origin.replace('http', 'https')])
			expect(push.accepts(createSubscriber().at(endpoint))).toBe(false);
	});

	test('that was kept before a setting changed is not called', async () => {
		const { push, service, results } = await open();
		expect(await push.send(createSubscriber().at('https://10.0.0.1/'), 'apr_1')).toBe('refused');
		expect([service.got, results]).toEqual([[], ['refused']]);
	});
});

test.each([
	['a point that is not on the curve', { p256dh: `B${'A'.repeat(86)}` }],
	['half a key', { p256dh: 'BAAA' }],
	['a secret that is too short', { auth: 'AAAA' }],
	['a secret in the other alphabet', { auth: '+/+/+/+/+/+/+/+/+/+/+/' }]
])('a subscription with %s is not accepted', async (_, changes) => {
	const { push, service } = await open();
	expect(push.accepts({ ...createSubscriber().at(service.origin), ...changes })).toBe(false);
});

test('a redirection is not followed', async () => {
	const { push, service } = await open();
	const elsewhere = await openPushService();
	onTestFinished(() => elsewhere.close());
	for (const status of [301, 302, 303, 307, 308]) {
		Object.assign(service.says, { status, headers: { location: `${elsewhere.origin}/` } });
		expect(await push.send(createSubscriber().at(service.origin), 'apr_1')).toBe('refused');
	}
	expect(elsewhere.got).toEqual([]);
	expect(service.got).toHaveLength(5);
});

test.each([
	[404, 'gone'],
	[410, 'gone'],
	[400, 'refused'],
	[403, 'refused'],
	[429, 'failed'],
	[503, 'failed']
])('a push service that says %i: %s', async (status, result) => {
	const { push, service } = await open();
	service.says.status = status;
	expect(await push.send(createSubscriber().at(service.origin), 'apr_1')).toBe(result);
});

test('one that cannot be reached fails, and nothing is thrown', async () => {
	const { push, service } = await open();
	const subscription = createSubscriber().at(service.origin);
	await service.close();
	expect(await push.send(subscription, 'apr_1')).toBe('failed');
});

test('eight are under way at once, as many wait as there is room, and the rest is dropped', async () => {
	let [running, most] = [0, 0];
	const { promise: held, resolve: release } = Promise.withResolvers<void>();
	const { promise: full, resolve: fill } = Promise.withResolvers<void>();
	const { push, service, results } = await open({
		carrier: {
			async deliver() {
				running += 1;
				most = Math.max(most, running);
				if (running === 8) fill();
				await held;
				running -= 1;
				return 'sent';
			}
		}
	});
	const subscription = createSubscriber().at(service.origin);
	const sent = Array.from({ length: 600 }, () => push.send(subscription, 'apr_1'));
	expect(await sent.at(-1)).toBe('dropped');
	await full;
	release();
	await Promise.all(sent);
	expect(most).toBe(8);
	expect(results.filter((result) => result === 'sent')).toHaveLength(508);
	expect(results.filter((result) => result === 'dropped')).toHaveLength(92);
});

test('what waits when the process ends is dropped, and what is under way is not', async () => {
	const { promise: held, resolve: release } = Promise.withResolvers<void>();
	const { promise: full, resolve: fill } = Promise.withResolvers<void>();
	let running = 0;
	const { push, service } = await open({
		carrier: {
			async deliver() {
				running += 1;
				if (running === 8) fill();
				await held;
				return 'sent';
			}
		}
	});
	const subscription = createSubscriber().at(service.origin);
	const sent = Array.from({ length: 20 }, () => push.send(subscription, 'apr_1'));
	await full;
	push.close();
	expect(await Promise.all(sent.slice(8))).toEqual(Array.from({ length: 12 }, () => 'dropped'));
	expect(await push.send(subscription, 'apr_1')).toBe('dropped');
	release();
	expect(await Promise.all(sent.slice(0, 8))).toEqual(Array.from({ length: 8 }, () => 'sent'));
});
