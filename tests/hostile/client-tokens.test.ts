/** Tokens of clients: forged, stolen, of somebody else, spent or over. RFC 9700 §4; RFC 8725 §2. */
import { createPublicKey, createSecretKey } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { describe, expect, test } from 'vitest';

import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { done, type Browser } from './support/browser.ts';
import {
	callBy,
	codeBy,
	openClients,
	refreshBy,
	sessionBy,
	signInBy,
	type Pair
} from './support/clients.ts';
import { expectNoGain } from './support/gained.ts';
import { json, type Answer } from './support/http.ts';
import { answerTo, expectTimes, outcomeOf, racing } from './support/people.ts';

const worlds = await openClients();
const NOT_ACCEPTED = [401, 'tokens.not_accepted'] as const;
const NOT = 'tokens.not_accepted';
const MINUTE_MS = 60_000;
/** For so long an honest client that asks twice has the same answer. */
const REPEAT_MS = 10_000;

type PublishedKey = JsonWebKey & { readonly kid: string };

interface Header {
	readonly alg: string;
	readonly typ: string;
	readonly kid: string;
}

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { server, victim } = world;
	const attack = attacksOn(world);
	const ports = [server.port, other.port];
	const pass = async (ms: number) => {
		for (const each of new Set([server, other])) await each.advance(ms);
	};
	const ada = await world.person();
	const pair = await signInBy(world, ada);
	const bank = await signInBy(world, ada, { client: 'bank' });
	const works = async ({ accessToken, refreshToken }: Pair) => {
		expect((await sessionBy(world, accessToken)).status).toBe(200);
		expect((await refreshBy(world, refreshToken)).status).toBe(200);
	};
	const honest = async () => [await sessionBy(world, pair.accessToken)];

	const [head = '', body = '', signature = ''] = pair.accessToken.split('.');
	const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
	const written = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
	const header = read(head) as Header;
	const claims = read(body) as JWTPayload;
	const { keys } = json(await world.browser().get('/.well-known/jwks.json')) as unknown as {
		keys: readonly PublishedKey[];
	};
	const published = keys.find(({ kid }) => kid === header.kid) ?? { kid: '' };
	const mallory = await generateKeyPair('ES256', { extractable: true });
	const signed = (of: object, said: JWTPayload = claims): Promise<string> =>
		new SignJWT(said).setProtectedHeader({ ...header, ...of }).sign(mallory.privateKey);
	const withSecret = (secret: string | Buffer): Promise<string> =>
		new SignJWT(claims)
			.setProtectedHeader({ ...header, alg: 'HS256' })
			.sign(createSecretKey(Buffer.from(secret)));
	const pem = createPublicKey({ key: { ...published }, format: 'jwk' }).export({
		type: 'spki',
		format: 'pem'
	}) as string;

	describe('an access token is refused', () => {
		const forged: Readonly<Record<string, () => Promise<readonly string[]> | readonly string[]>> = {
			'that nobody has signed': () => [
				new UnsecuredJWT(claims).encode(),
				...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
					`${written({ ...header, alg })}.${body}.`,
					`${written({ ...header, alg })}.${body}.${signature}`
				])
			],
			'that is signed with the public key as a secret': () =>
				Promise.all([pem, pem.trim(), JSON.stringify(published), `${published.x}`].map(withSecret)),
			'that is signed with nothing as a secret': () => [
				`${written({ ...header, alg: 'HS256' })}.${body}.`
			],
			'of somebody else’s key': async () => [
				await signed({}),
				await signed({ kid: 'unknown' }),
				await signed({ kid: '../../dev/null' }),
				await signed({ kid: "' or '1'='1" }),
				await signed({ jwk: await exportJWK(mallory.publicKey) }),
				await signed({ jku: 'https://evil.example/jwks.json' }),
				await signed({ x5u: 'https://evil.example/cert.pem' })
			],
			'of another type, or with what nobody knows': async () => [
				await signed({ typ: 'JWT' }),
				await signed({ typ: 'dpop+jwt' }),
				`${written({ ...header, typ: 'JWT' })}.${body}.${signature}`,
				`${written({ ...header, crit: ['exp'] })}.${body}.${signature}`,
				`${written({ ...header, alg: 'ES384' })}.${body}.${signature}`
			],
			'that says something else': () =>
				[
					{ exp: (claims.exp ?? 0) + 600 },
					{ aud: 'https://bank.example/api' },
					{ client_id: 'bank' },
					{ sub: 'acc_AAAAAAAAAAAAAAAAAAAAAA' },
					{ acr: 'aal2' },
					{ iss: 'https://evil.example' }
				].map((change) => `${head}.${written({ ...claims, ...change })}.${signature}`),
			'with another signature': () => [
				`${head}.${body}.`,
				`${head}.${body}.${'A'.repeat(86)}`,
				`${head}.${body}.${signature.slice(0, -4)}AAAA`,
				`${head}.${body}.${signature}A`,
				`${head}.${body}`
			],
			'that is no token': () => [
				'a.b.c',
				'...',
				'e30.e30.',
				'A'.repeat(5000),
				`${pair.accessToken}.${pair.accessToken}`,
				'__proto__'
			],
			'that is another thing': async () => [
				pair.refreshToken,
				await codeBy(world, ada),
				ada.cookies.get('latchkey') ?? ''
			]
		};
		for (const [name, make] of Object.entries(forged)) {
			let tokens: readonly string[] = [];
			attack(name, {
				given: async () => (tokens = await make()),
				sends: () => Promise.all(tokens.map((token) => sessionBy(world, token))),
				refusal: NOT_ACCEPTED,
				honest
			});
		}

		attack('of another client', {
			sends: () =>
				Promise.all([
					sessionBy(world, bank.accessToken),
					sessionBy(world, pair.accessToken, { client: 'bank' }),
					sessionBy(world, pair.accessToken, { scheme: 'DPoP' }),
					sessionBy(world, pair.accessToken, { scheme: 'Basic' })
				]),
			refusal: ({ status }) => expect(status).toBe(401),
			honest
		});

		const headers: Readonly<Record<string, string | readonly string[] | undefined>> = {
			'is not there': undefined,
			'is empty': '',
			'has no token': 'Bearer ',
			'has no scheme': pair.accessToken,
			'has two tokens': `Bearer ${pair.accessToken} ${pair.accessToken}`,
			'has two in a list': `Bearer ${pair.accessToken}, Bearer ${pair.accessToken}`,
			'has a member': `Bearer token="${pair.accessToken}"`,
			'has a tab': `Bearer\t${pair.accessToken}`,
			'has an end of its own': `Bearer ${pair.accessToken};x=1`,
			'comes twice, first with one that is none': ['Bearer a.b.c', `Bearer ${pair.accessToken}`]
		};
		for (const [name, authorization] of Object.entries(headers))
			attack(`whose header ${name}`, {
				sends: async () => [await sessionBy(world, '', { headers: { authorization } })],
				refusal: NOT_ACCEPTED,
				honest
			});
		attack('in the address', {
			sends: () =>
				Promise.all(
					['access_token', 'token', 'authorization'].map((name) =>
						callBy(world, `/tokens/session?${name}=${pair.accessToken}`, { method: 'GET' })
					)
				),
			refusal: NOT_ACCEPTED,
			honest
		});

		test('after a quarter of an hour', async () => {
			const { accessToken, refreshToken } = await signInBy(world, ada);
			await pass(15 * MINUTE_MS);
			await expectNoGain(world, NOT, () => sessionBy(world, accessToken));
			const next = await done(refreshBy(world, refreshToken));
			expect((await sessionBy(world, `${next['accessToken'] as string}`)).status).toBe(200);
		});
	});

	describe('a refresh token', () => {
		test('of another client, or that was made up, ends nothing', async () => {
			const mine = await signInBy(world, ada);
			const [family = ''] = mine.refreshToken.split('.');
			const made = [
				`${mine.refreshToken.slice(0, -4)}AAAA`,
				`${family}.${'A'.repeat(43)}`,
				family,
				'',
				'*',
				'A'.repeat(512),
				mine.accessToken.slice(0, 512)
			];
			await withoutTrace(world, async () => {
				for (const client of ['bank', 'bound'])
					expect((await refreshBy(world, mine.refreshToken, { client })).status).toBe(401);
				for (const token of made) expectRefusal(await refreshBy(world, token), NOT_ACCEPTED);
				const revoked = [
					await callBy(world, '/tokens/revoke', {
						client: 'bank',
						body: { refreshToken: mine.refreshToken }
					}),
					await callBy(world, '/tokens/revoke', { body: { refreshToken: made[0] ?? '' } })
				];
				for (const { status } of revoked) expect(status).toBe(204);
			});
			await works(mine);
		});

		test('that was stolen and spent ends what it was for, with its session', async () => {
			const mine = await signInBy(world, ada);
			const next = (await done(refreshBy(world, mine.refreshToken))) as unknown as Pair;
			expect((await sessionBy(world, next.accessToken)).status).toBe(200);
			const thief = { port: other.port };
			await pass(REPEAT_MS);
			expectRefusal(await refreshBy(world, mine.refreshToken, thief), NOT_ACCEPTED);
			await expectNoGain(world, NOT, async () => [
				await refreshBy(world, next.refreshToken),
				await refreshBy(world, next.refreshToken, thief),
				await sessionBy(world, next.accessToken),
				await sessionBy(world, mine.accessToken, thief)
			]);
			await works(await signInBy(world, ada));
		});

		test('that the thief used first is worth nothing once its owner comes', async () => {
			const mine = await signInBy(world, ada);
			const stolen = (await done(refreshBy(world, mine.refreshToken))) as unknown as Pair;
			expect((await sessionBy(world, stolen.accessToken)).status).toBe(200);
			await pass(REPEAT_MS);
			expectRefusal(await refreshBy(world, mine.refreshToken), NOT_ACCEPTED);
			await expectNoGain(world, NOT, async () => [
				await refreshBy(world, stolen.refreshToken),
				await sessionBy(world, stolen.accessToken)
			]);
			await works(await signInBy(world, ada));
		});

		test('that fifty bring at once, at two processes, has one successor', async () => {
			const mine = await signInBy(world, ada);
			const answers = await racing((at) =>
				refreshBy(world, mine.refreshToken, { port: ports[at % 2] ?? server.port })
			);
			const given = answers.filter(({ status }) => status === 200);
			expect(given.length).toBeGreaterThan(0);
			expect(new Set(given.map((answer) => json(answer)['refreshToken'])).size).toBe(1);
			for (const answer of given.slice(0, 1)) await works(json(answer) as unknown as Pair);
		});

		const ends: Readonly<Record<string, (account: string, who: Browser) => Promise<Answer>>> = {
			'its session': (_, who) => who.api('DELETE', '/sessions'),
			'all sessions of its account': (account) =>
				victim.api('DELETE', `/admin/accounts/${account}/sessions`),
			'its account': (account) => victim.api('POST', `/admin/accounts/${account}/disable`)
		};
		test.each(Object.entries(ends))('is over with %s', async (_, end) => {
			const who = await world.person();
			const { challenge } = await done(victim.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			await done(answerTo(victim, id, victim.password, 'passwords'));
			const mine = await signInBy(world, who);
			const { account } = await done(who.api('GET', '/session'));
			await done(end(`${account as string}`, who));
			await expectNoGain(world, NOT, async () => [
				await refreshBy(world, mine.refreshToken),
				await refreshBy(world, mine.refreshToken, { port: other.port }),
				await sessionBy(world, mine.accessToken)
			]);
			await works(await signInBy(world, ada));
		});
	});

	describe('a code', () => {
		const exchange = (code: string, call: object = {}) =>
			callBy(world, '/tokens', { ...call, body: { code } });

		test('is good for one of fifty, at two processes', async () => {
			const code = await codeBy(world, ada);
			const answers = await racing((at) => exchange(code, { port: ports[at % 2] ?? server.port }));
			expectTimes(answers, ['200', 1], NOT);
			await expectNoGain(world, NOT, () => exchange(code));
			await works(await signInBy(world, ada));
		});

		test('of another client, or that was made up, is worth nothing, and is not used up', async () => {
			const code = await codeBy(world, ada);
			await expectNoGain(world, NOT, async () => [
				await exchange(code, { client: 'bank' }),
				await exchange(`${code}A`),
				await exchange('A'.repeat(43)),
				await exchange(pair.refreshToken.slice(0, 128))
			]);
			expect((await exchange(code)).status).toBe(200);
		});

		test('is too old after a minute', async () => {
			const code = await codeBy(world, ada);
			await pass(MINUTE_MS);
			await expectNoGain(world, NOT, () => exchange(code));
			await works(await signInBy(world, ada));
		});
	});

	test('what is misshapen is refused before anything is looked at', async () => {
		await withoutTrace(world, async () => {
			const bodies = [{}, { code: 7 }, { code: ['x'] }, { code: 'x', client: 'bank' }];
			for (const given of bodies)
				expect(outcomeOf(await callBy(world, '/tokens', { body: given }))).toBe(
					'request.malformed'
				);
			for (const given of [{}, { refreshToken: 'A'.repeat(600) }, { refresh_token: 'x' }])
				for (const path of ['/tokens/refresh', '/tokens/revoke'])
					expect(outcomeOf(await callBy(world, path, { body: given }))).toBe('request.malformed');
		});
		expect((await victim.get('/api/v1/session')).status).toBe(200);
		expect((await sessionBy(world, (await signInBy(world, ada)).accessToken)).status).toBe(200);
	});
});
