/** RFC 9449: tokens that nobody else can use, and proofs that count once. */
import { randomUUID } from 'node:crypto';

import {
	exportJWK,
	generateKeyPair,
	SignJWT,
	type GenerateKeyPairResult,
	type JWTPayload
} from 'jose';
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { now } from '../support/clock.ts';
import { exchange, post, withCode } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

const TOKEN = '/oauth2/token';

interface Proof {
	readonly htu?: string;
	readonly htm?: string;
	readonly jti?: string | undefined;
	readonly ath?: string;
	readonly nonce?: string;
	/** In seconds from now. */
	readonly iat?: number;
	readonly typ?: string;
}

type Keys = GenerateKeyPairResult;

const newKeys = () => generateKeyPair('ES256', { extractable: true });

async function proofOf(keys: Keys, { iat = 0, typ = 'dpop+jwt', ...own }: Proof = {}) {
	const at = Math.floor((await now()).getTime() / 1000) + iat;
	const claims = { htu: `${inject('issuer')}${TOKEN}`, htm: 'POST', jti: randomUUID(), ...own };
	return new SignJWT({ ...claims, iat: at } as JWTPayload)
		.setProtectedHeader({ alg: 'ES256', typ, jwk: await exportJWK(keys.publicKey) })
		.sign(keys.privateKey);
}

async function signedIn() {
	const { visitor, party } = await both('bound');
	const keys = await newKeys();
	const { request, stop } = await withCode(visitor, party);
	const trade = (dpop: string) => exchange(stop, request, { client_id: 'bound' }, { dpop });
	return { party, keys, trade, stop, request };
}

async function tokensOf(answer: Response) {
	expect(answer.status).toBe(200);
	return (await answer.json()) as Record<'access_token' | 'refresh_token' | 'token_type', string>;
}

const refresh = (refresh_token: string, dpop?: string) =>
	post(
		TOKEN,
		{ grant_type: 'refresh_token', refresh_token, client_id: 'bound' },
		dpop ? { dpop } : {}
	);

test('§5: a strict relying party gets them, renews them, and uses them', async () => {
	const { visitor, party } = await both('bound');
	const DPoP = client.getDPoPHandle(party.config, await client.randomDPoPKeyPair('ES256'));
	const { request, stop } = await withCode(visitor, party);
	const first = await client.authorizationCodeGrant(
		party.config,
		stop.url,
		{
			pkceCodeVerifier: request.verifier,
			expectedState: request.state,
			expectedNonce: request.nonce ?? ''
		},
		undefined,
		{ DPoP }
	);
	expect(first.token_type).toBe('dpop');
	const next = await client.refreshTokenGrant(party.config, first.refresh_token ?? '', undefined, {
		DPoP
	});
	const { sub = '' } = next.claims() ?? {};
	const told = await client.fetchUserInfo(party.config, next.access_token, sub, { DPoP });
	expect(told.sub).toBe(sub);
});

test('§5.2: who has to prove a key gets nothing without', async () => {
	const { stop, request } = await signedIn();
	const answer = await exchange(stop, request, { client_id: 'bound' }, {});
	await expectError(answer, 400, /^invalid_(dpop_proof|grant|request)$/);
});

test.for([
	['another endpoint', { htu: 'https://elsewhere.example/oauth2/token' }],
	['another path', { htu: '/oauth2/par' }],
	['another method', { htm: 'GET' }],
	['no id', { jti: undefined }],
	['an hour ago', { iat: -3600 }],
	['an hour from now', { iat: 3600 }],
	['another type', { typ: 'JWT' }],
	['a nonce that nobody gave', { nonce: 'made-up' }]
] as const)('§4.3: a proof for %s is refused, and the code stays good', async ([, own]) => {
	const { keys, trade } = await signedIn();
	await expectError(await trade(await proofOf(keys, own)), 400, 'invalid_dpop_proof');
	await tokensOf(await trade(await proofOf(keys)));
});

test('§4.3: what is no proof, one of another key than it says, and two', async () => {
	const { keys, trade } = await signedIn();
	const [head = '', body = '', end = ''] = (await proofOf(keys)).split('.');
	const [otherHead = ''] = (await proofOf(await newKeys())).split('.');
	const wrong = ['x', `${otherHead}.${body}.${end}`, `${head}.${body}.`];
	for (const each of [...wrong, `${await proofOf(keys)}, ${await proofOf(keys)}`])
		await expectError(await trade(each), 400, 'invalid_dpop_proof');
});

test('§11.1: a proof counts once', async () => {
	const { keys, trade } = await signedIn();
	const proof = await proofOf(keys);
	const { refresh_token } = await tokensOf(await trade(proof));
	await expectError(await refresh(refresh_token, proof), 400, /^invalid_(grant|dpop_proof)$/);
	await tokensOf(await refresh(refresh_token, await proofOf(keys)));
});

test('§5: the refresh token of an application without a secret is bound to its key', async () => {
	const { keys, trade } = await signedIn();
	const { refresh_token } = await tokensOf(await trade(await proofOf(keys)));
	const other = await newKeys();
	await expectError(await refresh(refresh_token, await proofOf(other)), 400, 'invalid_grant');
	await expectError(await refresh(refresh_token), 400, /^invalid_(grant|dpop_proof|request)$/);
	await tokensOf(await refresh(refresh_token, await proofOf(keys)));
});

test('§7: an access token is worth nothing without its proof, by another key, or for another token', async () => {
	const { keys, trade } = await signedIn();
	const { access_token } = await tokensOf(await trade(await proofOf(keys)));
	const htu = `${inject('issuer')}/oauth2/userinfo`;
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(access_token));
	const ath = Buffer.from(digest).toString('base64url');
	const call = async (headers: Readonly<Record<string, string>>) =>
		(await fetch(htu, { headers })).status;
	const authorization = `DPoP ${access_token}`;
	const good = { htu, htm: 'GET', ath };
	const dpop = await proofOf(keys, good);
	expect(await call({ authorization: `Bearer ${access_token}` })).toBe(401);
	expect(await call({ authorization })).toBe(400);
	expect(await call({ authorization, dpop: await proofOf(await newKeys(), good) })).toBe(401);
	expect(await call({ authorization, dpop: await proofOf(keys, { ...good, ath: 'x' }) })).toBe(401);
	expect(await call({ authorization, dpop: await proofOf(keys, { htu, htm: 'GET' }) })).toBe(401);
	expect(await call({ authorization, dpop })).toBe(200);
	expect(await call({ authorization, dpop })).toBe(401);
});

test('§5.1: the discovery document says by what', async () => {
	const { party } = await both('bound');
	const { dpop_signing_alg_values_supported: algorithms = [] } = party.config.serverMetadata();
	expect(algorithms).toContain('ES256');
	expect(algorithms.filter((each) => each === 'none' || each.startsWith('HS'))).toEqual([]);
});
