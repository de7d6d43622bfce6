/** Proofs of possession: sent again, for another call, by another key, or that prove nothing. RFC 9449 §11. */
import { createSecretKey } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';

import { expectRefusal, withoutTrace } from './support/attack.ts';
import { done } from './support/browser.ts';
import {
	athOf,
	callBy,
	codeBy,
	newKey,
	openClients,
	refreshBy,
	sessionBy,
	type Pair,
	type ProvingKey
} from './support/clients.ts';
import type { Answer } from './support/http.ts';
import { expectTimes, racing } from './support/people.ts';

const worlds = await openClients();
const NOT_PROVEN = [401, 'tokens.proof_not_accepted'] as const;
const NOT_ACCEPTED = [401, 'tokens.not_accepted'] as const;
const KEY_REQUIRED = [401, 'tokens.key_required'] as const;
const REFRESH = '/tokens/refresh';
const SESSION = '/tokens/session';
const client = 'bound';

describe.each(worlds)('on $stores', async ({ world, other }) => {
	const { server, origin } = world;
	const ada = await world.person();
	const key = await newKey(world);
	const mallory = await newKey(world);
	const exchange = async (code: string, dpop?: string) =>
		callBy(world, '/tokens', { client, body: { code }, headers: { dpop } });
	const bound = async (): Promise<Pair> => {
		const code = await codeBy(world, ada, { client });
		return (await done(exchange(code, await key.prove('/tokens')))) as unknown as Pair;
	};
	let pair = await bound();
	const refresh = (dpop: string | readonly string[] | undefined, port = server.port) =>
		refreshBy(world, pair.refreshToken, { client, headers: { dpop }, port });
	const session = (dpop: string | undefined, scheme = 'DPoP', { accessToken } = pair) =>
		sessionBy(world, accessToken, { client, scheme, headers: { dpop } });
	const ath = (): string => athOf(pair.accessToken);

	/** The honest way, right after: the next pair, and its session. */
	const honest = async (): Promise<readonly Answer[]> => {
		const answer = await refresh(await key.prove(REFRESH));
		pair = (await done(Promise.resolve(answer))) as unknown as Pair;
		return [answer, await session(await key.prove(SESSION, { ath: ath() }))];
	};

	test('a proof is good once, at either process', async () => {
		const proof = await key.prove(REFRESH);
		expect((await refresh(proof)).status).toBe(200);
		await withoutTrace(
			world,
			async () => {
				for (const { port } of [server, other])
					expectRefusal(await refresh(proof, port), NOT_PROVEN);
			},
			honest
		);
		const seen = await key.prove(SESSION, { ath: ath() });
		expect((await session(seen)).status).toBe(200);
		await withoutTrace(world, async () => expectRefusal(await session(seen), NOT_PROVEN), honest);
	});

	test('of fifty who bring one proof, at two processes, one is let through', async () => {
		const proof = await key.prove(REFRESH);
		const ports = [server.port, other.port];
		const answers = await racing((at) => refresh(proof, ports[at % 2] ?? server.port));
		expectTimes(answers, ['200', 1], 'tokens.proof_not_accepted');
		await honest();
	});

	describe('a proof is refused', () => {
		const url = `${origin}/api/v1${REFRESH}`;
		const forged: Readonly<Record<string, (by: ProvingKey) => Promise<readonly string[]>>> = {
			'for another call': async ({ prove }) => [
				await prove('/tokens'),
				await prove('/tokens/revoke'),
				await prove(SESSION)
			],
			'for another address': ({ prove }) =>
				Promise.all(
					[
						`${url}?x=1`,
						`${url}#x`,
						`${url}/`,
						url.toUpperCase(),
						url.replace('http:', 'https:'),
						url.replace('localhost', 'evil.example'),
						url.replace('localhost', '127.0.0.1'),
						url.replace('/refresh', '/./refresh'),
						REFRESH,
						''
					].map((htu) => prove(REFRESH, { htu }))
				),
			'for another method': ({ prove }) =>
				Promise.all(['GET', 'post', 'PUT', '', 'POST '].map((htm) => prove(REFRESH, { htm }))),
			'of another time': ({ prove, iat }) =>
				Promise.all(
					[iat() - 65, iat() + 65, 0, -1, iat() * 1000, 1e300].map((at) =>
						prove(REFRESH, { iat: at })
					)
				),
			'whose time is over, or is to come': ({ prove, iat }) =>
				Promise.all([{ exp: iat() - 60 }, { nbf: iat() + 600 }].map((of) => prove(REFRESH, of))),
			'without an id, or with one that is none': ({ prove }) =>
				Promise.all(
					[{ jti: undefined }, { jti: '' }, { jti: 'short' }, { jti: 'A'.repeat(201) }].map((of) =>
						prove(REFRESH, of as never)
					)
				),
			'that nobody has signed': async ({ iat }) => {
				const said = { htm: 'POST', htu: url, iat: iat(), jti: 'A'.repeat(22) };
				const body = Buffer.from(JSON.stringify(said)).toString('base64url');
				const heads = ['none', 'None', 'HS256'].map((alg) =>
					Buffer.from(JSON.stringify({ alg, typ: 'dpop+jwt', jwk: key.jwk })).toString('base64url')
				);
				return [new UnsecuredJWT(said).encode(), ...heads.map((head) => `${head}.${body}.`)];
			},
			'that is signed with the public key as a secret': async ({ jwk, iat }) => {
				const said = { htm: 'POST', htu: url, iat: iat(), jti: 'B'.repeat(22) };
				return Promise.all(
					[JSON.stringify(jwk), `${jwk.x}`].map((secret) =>
						new SignJWT(said)
							.setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk })
							.sign(createSecretKey(Buffer.from(secret)))
					)
				);
			},
			'whose key is not the one that has signed': async ({ prove }) => [
				await prove(REFRESH, {}, { jwk: mallory.jwk })
			],
			'whose header has a private key, another kind of key, or none': async ({
				prove,
				privateKey
			}) => [
				await prove(REFRESH, {}, { jwk: await exportJWK(privateKey) }),
				await prove(REFRESH, {}, { jwk: { kty: 'oct', k: 'AAAA' } }),
				await prove(REFRESH, {}, { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }),
				await prove(REFRESH, {}, { jwk: 'x' }),
				await prove(REFRESH, {}, { jwk: undefined }),
				await prove(REFRESH, {}, { jwk: undefined, jku: 'https://evil.example/jwks.json' })
			],
			'of an algorithm that is not taken': async ({ iat }) => {
				const pairOf = await generateKeyPair('ES384', { extractable: true });
				return [
					await new SignJWT({ htm: 'POST', htu: url, iat: iat(), jti: 'C'.repeat(22) })
						.setProtectedHeader({
							alg: 'ES384',
							typ: 'dpop+jwt',
							jwk: await exportJWK(pairOf.publicKey)
						})
						.sign(pairOf.privateKey)
				];
			},
			'of another type': ({ prove }) =>
				Promise.all(['JWT', 'at+jwt', ''].map((typ) => prove(REFRESH, {}, { typ }))),
			'that is none': async () => ['', 'x', 'a.b.c', 'e30.e30.', 'x'.repeat(5000), pair.accessToken]
		};
		test.each(Object.entries(forged))('%s', async (_, make) => {
			const proofs = await make(key);
			await withoutTrace(
				world,
				async () => {
					for (const proof of proofs) expectRefusal(await refresh(proof), NOT_PROVEN);
				},
				honest
			);
		});

		test('that comes twice, whichever is right', async () => {
			const [first, second] = [await key.prove(REFRESH), await key.prove(REFRESH)];
			await withoutTrace(
				world,
				async () => {
					for (const both of [[first, second], [`${first}, ${second}`], [first, 'x']])
						expectRefusal(await refresh(both), NOT_PROVEN);
				},
				honest
			);
		});

		test('of another access token, or of none', async () => {
			await withoutTrace(
				world,
				async () => {
					for (const claims of [{}, { ath: '' }, { ath: athOf('x') }, { ath: pair.accessToken }])
						expectRefusal(await session(await key.prove(SESSION, claims)), NOT_PROVEN);
				},
				honest
			);
		});
	});

	describe('who stole tokens that are bound to a key gets nothing', () => {
		test('without a proof, or as if they were bound to none', async () => {
			await withoutTrace(
				world,
				async () => {
					expectRefusal(await refresh(undefined), KEY_REQUIRED);
					for (const scheme of ['Bearer', 'Basic', 'dpop'])
						expectRefusal(await session(undefined, scheme), NOT_ACCEPTED);
					const right = await key.prove(SESSION, { ath: ath() });
					expectRefusal(await session(right, 'Bearer'), NOT_ACCEPTED);
					expectRefusal(await session(undefined), KEY_REQUIRED);
				},
				honest
			);
		});

		test('with a good proof of a key of their own', async () => {
			await withoutTrace(
				world,
				async () => {
					expectRefusal(await refresh(await mallory.prove(REFRESH)), NOT_ACCEPTED);
					const own = await mallory.prove(SESSION, { ath: ath() });
					expectRefusal(await session(own), NOT_ACCEPTED);
					const body = { refreshToken: pair.refreshToken };
					const headers = { dpop: await mallory.prove('/tokens/revoke') };
					expect((await callBy(world, '/tokens/revoke', { client, body, headers })).status).toBe(
						204
					);
				},
				honest
			);
		});

		test('nor by a code without a proof, which stays good', async () => {
			const code = await codeBy(world, ada, { client });
			await withoutTrace(
				world,
				async () => {
					expectRefusal(await exchange(code), KEY_REQUIRED);
					expectRefusal(await exchange(code, await key.prove(REFRESH)), NOT_PROVEN);
				},
				honest
			);
			expect((await exchange(code, await key.prove('/tokens'))).status).toBe(200);
		});
	});
});
