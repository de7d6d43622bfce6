/** Calls of a phone that are overheard, sent again, sent elsewhere, or changed on the way. */
import { describe, expect, test } from 'vitest';

import { createPhone } from '../../src/lib/server/phones/phone.fixture.ts';
import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { json } from './support/http.ts';
import { racing, tally } from './support/people.ts';
import { callsOf, phoneMember } from './support/phones.ts';

const worlds = await openBoth();
const refusal = [401, 'phones.call_not_accepted'] as const;

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { origin, server } = world;
	const ada = await phoneMember(world);
	const eve = await phoneMember(world);
	const phone = callsOf(world, ada.phone);
	const attack = attacksOn(world);
	const honest = async () => [await phone.call({ path: '/requests' })];
	const sends = (...calls: Parameters<typeof phone.call>[0][]) => ({
		sends: () => Promise.all(calls.map(phone.call)),
		honest
	});
	const list = { path: '/requests' };

	describe('a call is refused that was signed', () => {
		attack('for another path', {
			...sends(
				{
					...list,
					sent: {
						path: '/api/v1/phone/requests/apr_x/answer',
						body: '{"number":"1","signature":"x"}'
					}
				},
				{
					path: '/requests/apr_x/decline',
					body: { wasMe: true },
					sent: { path: '/api/v1/phone/requests/apr_y/decline' }
				}
			),
			refusal
		});
		attack('for the same path with an end of its own', {
			...sends({ ...list, sent: { path: '/api/v1/phone/requests?x=1', body: '{ }' } }),
			refusal
		});
		attack('for another body', {
			...sends({
				path: '/requests/apr_x/decline',
				body: { wasMe: true },
				sent: { body: '{"wasMe":false}' }
			}),
			refusal
		});
		attack('for the same body spelled otherwise', {
			...sends({
				path: '/requests/apr_x/decline',
				body: { wasMe: true },
				sent: { body: '{"wasMe": true}' }
			}),
			refusal
		});
		attack('for another service', {
			sends: async () => {
				const path = '/api/v1/phone/requests';
				const elsewhere = createPhone({ origin: 'https://evil.example' });
				const header = elsewhere.header({ path, body: '{}' }, { at: server.now() });
				const [, ...rest] = header.split('.');
				return [
					await phone.call({ ...list, sent: { header: [ada.phone.name, ...rest].join('.') } })
				];
			},
			refusal,
			honest
		});
		attack('a minute and a second ago, or ahead', {
			sends: () =>
				Promise.all(
					[-61_000, 65_000, -86_400_000].map((ms) =>
						phone.call({ ...list, at: new Date(server.now().getTime() + ms) })
					)
				),
			refusal,
			honest
		});
		attack('by another account’s phone under this one’s name', {
			sends: async () => {
				const at = server.now();
				const header = eve.phone.header({ path: '/api/v1/phone/requests', body: '{}' }, { at });
				const [, ...rest] = header.split('.');
				return [
					await phone.call({ ...list, sent: { header: [ada.phone.name, ...rest].join('.') } })
				];
			},
			refusal,
			honest
		});
	});

	describe('a call is refused whose header', () => {
		const good = () =>
			ada.phone.header({ path: '/api/v1/phone/requests', body: '{}' }, { at: server.now() });
		const headers: Readonly<Record<string, (header: string) => string>> = {
			'is empty': () => '',
			'has no signature': (header) => header.split('.').slice(0, 3).join('.'),
			'has an empty signature': (header) => `${header.split('.').slice(0, 3).join('.')}.`,
			'has zeros for a signature': (header) =>
				`${header.split('.').slice(0, 3).join('.')}.${'A'.repeat(86)}`,
			'has one bit of the signature changed': (header) =>
				`${header.slice(0, -5)}${header.at(-5) === 'A' ? 'B' : 'A'}${header.slice(-4)}`,
			'has another nonce than was signed': (header) =>
				header.replace(/\.[\w-]{22}\./, `.${'A'.repeat(22)}.`),
			'has a longer nonce': (header) => header.replace(/\.([\w-]{22})\./, '.$1A.'),
			'has a time in words': (header) => header.replace(/\.\d{13}\./, '.now.'),
			'has a negative time': (header) => header.replace(/\.\d{13}\./, '.-000000000001.'),
			'comes twice': (header) => `${header}, ${header}`,
			'is a bearer key': (header) => `Bearer ${header}`,
			'has a member more': (header) => `${header}.x`
		};
		for (const [name, change] of Object.entries(headers))
			attack(name, {
				sends: async () => [await phone.call({ ...list, sent: { header: change(good()) } })],
				refusal,
				honest
			});
		attack('names a phone that nobody has', {
			sends: async () => {
				const stranger = createPhone({ origin });
				return [await callsOf(world, stranger).call(list)];
			},
			refusal: [401, 'phones.not_linked'],
			honest
		});
		attack('comes from a page of another site', {
			sends: async () => [
				await phone.call({ ...list, headers: { origin: 'https://evil.example' } }),
				await phone.call({ ...list, headers: { 'sec-fetch-site': 'cross-site' } })
			],
			refusal: [403, 'request.cross_site'],
			honest
		});
	});

	test('a call that was overheard is refused when it is sent again, at either process', async () => {
		const nonce = 'A'.repeat(22);
		const at = server.now();
		await done(phone.call({ ...list, at, nonce }));
		await withoutTrace(world, async () => {
			for (const port of [server.port, other.port])
				expectRefusal(await phone.call({ ...list, at, nonce, port }), refusal);
		});
		await done(phone.call(list));
	});

	test('of fifty that are sent at once, at two processes, one counts', async () => {
		const nonce = 'B'.repeat(22);
		const at = server.now();
		const answers = await racing((index) =>
			phone.call({ ...list, at, nonce, port: index % 2 === 0 ? server.port : other.port })
		);
		expect(tally(answers)).toEqual({ '200': 1, 'phones.call_not_accepted': 49 });
	});

	test('what is refused uses up no nonce of the phone', async () => {
		const nonce = 'C'.repeat(22);
		const at = server.now();
		expectRefusal(await phone.call({ ...list, at, nonce, sent: { body: '{ }' } }), refusal);
		await done(phone.call({ ...list, at, nonce }));
	});

	test('a phone whose clock is off is told the time, and nothing else', async () => {
		const at = new Date(server.now().getTime() - 3_600_000);
		const answer = await phone.call({ ...list, at });
		expectRefusal(answer, refusal);
		expect(Object.keys(json(answer)).toSorted()).toEqual([
			'code',
			'now',
			'requestId',
			'status',
			'title',
			'type'
		]);
	});

	test('no session and no cookie stands in for a signature', async () => {
		for (const headers of [{}, { 'latchkey-phone': 'x' }]) {
			const answer = await ada.send({
				method: 'POST',
				path: '/api/v1/phone/requests',
				headers: { origin, 'content-type': 'application/json', ...headers },
				body: '{}'
			});
			expectRefusal(answer, refusal);
		}
	});
});
