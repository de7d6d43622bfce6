/** Guesses at a client's secret: counted by client and address, and nobody locks the client out by them. docs/decisions/0015. */
import { randomUUID } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { hashSecret } from '#lib/server/core/secret.ts';
import { openBoth } from './support/both.ts';
import { somewhere, waitOf } from './support/guesser.ts';
import { json, type Answer } from './support/http.ts';

const SECRET = 'a short one';
const IDS = ['addressed', 'raced', 'attacked', 'noisy', 'pushed', 'streamed'] as const;
const clients = IDS.map((id) => ({
	id,
	name: id,
	grants: ['client_credentials'],
	authentication: 'client_secret_basic',
	secretHash: hashSecret(SECRET),
	audience: 'https://api.example/'
}));

const worlds = await openBoth({
	LATCHKEY_CLIENTS: JSON.stringify(clients),
	LATCHKEY_THROTTLE_SCALE: '1',
	LATCHKEY_TRUSTED_PROXIES: '127.0.0.1'
});

const outcomeOf = (answer: Answer): string => `${answer.status} ${String(json(answer)['error'])}`;
const RIGHT = '200 undefined';
const WRONG = '401 invalid_client';
const WAIT = '429 temporarily_unavailable';
/** As many wrong ones as there may be from one address. */
const MOST = 50;

describe.each(worlds)('on $stores', ({ world, other }) => {
	const ports = [world.server.port, other.port];

	interface Shown {
		readonly secret?: string;
		readonly address?: string;
		readonly at?: number;
		readonly path?: string;
	}

	/** One that is wrong, from somewhere, unless it is said. */
	const show = (
		id: (typeof IDS)[number],
		{ secret = randomUUID(), address = somewhere(), at = 0, path = 'token' }: Shown = {}
	): Promise<Answer> =>
		world.browser().send(
			{
				method: 'POST',
				path: `/oauth2/${path}`,
				headers: {
					authorization: `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}`,
					'content-type': 'application/x-www-form-urlencoded',
					'x-forwarded-for': address
				},
				body: 'grant_type=client_credentials&token=x'
			},
			ports[at % ports.length]
		);
	const exhaust = async (id: (typeof IDS)[number], address: string) => {
		for (let at = 0; at < 2 * MOST; at += 1)
			if (outcomeOf(await show(id, { address, at })) === WAIT) return;
		throw new Error('Guesses without end.');
	};

	test('of 100 at once over two processes fifty are verified, and one that is right is answered as they are', async () => {
		// Both have opened what they need.
		for (let at = 0; at < ports.length; at += 1)
			expect(outcomeOf(await show('raced', { at }))).toBe(WRONG);
		const address = somewhere();
		const began = Date.now();
		const answers = await Promise.all(
			Array.from({ length: 2 * MOST }, (_, at) => show('raced', { address, at }))
		);
		const outcomes = answers.map(outcomeOf);
		// A store that is busy says so, and verifies nothing.
		for (const each of outcomes) expect(each).toMatch(/^(401 invalid_client|429 .+|503 .+)$/);
		await exhaust('raced', address);
		const minutes = Math.ceil((Date.now() - began) / 60_000);
		const verified = outcomes.filter((each) => each === WRONG).length;
		expect(verified).toBeGreaterThan(0);
		expect(verified).toBeLessThanOrEqual(MOST + minutes);
		for (const each of answers.filter(({ status }) => status === 429))
			expect(waitOf(each)).toBeGreaterThan(0);
		const [right, wrong] = [
			await show('raced', { address, secret: SECRET }),
			await show('raced', { address })
		];
		expect([outcomeOf(right), outcomeOf(wrong)]).toEqual([WAIT, WAIT]);
		expect(Object.keys(right.headers)).toEqual(Object.keys(wrong.headers));
		expect(right.body).toBe(wrong.body);
	});

	test('wherever the attacker is, the client gets in from elsewhere, also for the first time', async () => {
		for (let at = 0; at < 3; at += 1) await exhaust('addressed', somewhere());
		for (let at = 0; at < 3; at += 1)
			expect(outcomeOf(await show('addressed', { secret: SECRET, at }))).toBe(RIGHT);
	});

	test('where the client has shown its secret before, it is never refused, at no process', async () => {
		const address = somewhere();
		expect(outcomeOf(await show('attacked', { secret: SECRET, address }))).toBe(RIGHT);
		for (let at = 0; at < MOST + 10; at += 1)
			expect(outcomeOf(await show('attacked', { address, at }))).toBe(WRONG);
		for (let at = 0; at < 4; at += 1)
			expect(outcomeOf(await show('attacked', { secret: SECRET, address, at }))).toBe(RIGHT);
	});

	test('another client at the same address is none of theirs', async () => {
		const address = somewhere();
		await exhaust('noisy', address);
		expect(outcomeOf(await show('addressed', { secret: SECRET, address }))).toBe(RIGHT);
	});

	test('every endpoint counts, and each by the same count', async () => {
		const address = somewhere();
		const paths = ['token', 'introspect', 'revoke', 'par', 'device', 'backchannel-authentication'];
		const outcomes: string[] = [];
		for (let at = 0; at < MOST + 10; at += 1)
			outcomes.push(
				outcomeOf(await show('pushed', { address, at, path: paths[at % paths.length] ?? '' }))
			);
		expect(outcomes.slice(0, MOST)).toEqual(Array.from({ length: MOST }, () => WRONG));
		expect(outcomes).toContain(WAIT);
	});

	test('so does the stream of ended tokens', async () => {
		const address = somewhere();
		const listen = (secret: string) =>
			world.browser().send({
				path: '/api/v1/tokens/ended',
				headers: {
					authorization: `Basic ${btoa(`streamed:${encodeURIComponent(secret)}`)}`,
					'x-forwarded-for': address
				}
			});
		const outcomes: (string | undefined)[] = [];
		for (let at = 0; at < MOST + 10; at += 1) outcomes.push(json(await listen(randomUUID())).code);
		expect(outcomes.slice(0, MOST)).toEqual(
			Array.from({ length: MOST }, () => 'ended_tokens.not_accepted')
		);
		expect(outcomes).toContain('throttling.wait');
		expect(json(await listen(SECRET)).code).toBe('throttling.wait');
		expect(outcomeOf(await show('streamed', { address, secret: SECRET }))).toBe(WAIT);
	});

	test('a right one costs none of them, however often it comes', async () => {
		const address = somewhere();
		for (let at = 0; at < MOST + 10; at += 1)
			expect(outcomeOf(await show('noisy', { secret: SECRET, address, at }))).toBe(RIGHT);
	});
});
