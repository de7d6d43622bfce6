/** What an access token and a proof of possession are taken for, and what not. */
import { createHash } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { expect, test } from 'vitest';

import { caller, member } from '../people.fixture.ts';
import { MINUTE, openService, ORIGIN, refusal, SECOND, type Service } from '../testing.fixture.ts';
import type { ClientCall, TokenPair } from './index.ts';

const URL_OF = {
	tokens: `${ORIGIN}/api/v1/tokens`,
	refresh: `${ORIGIN}/api/v1/tokens/refresh`,
	session: `${ORIGIN}/api/v1/tokens/session`
};
const CLIENT = {
	id: 'notes',
	name: 'Notes',
	origins: [],
	audience: 'https://notes.example/api',
	mustProveKey: false
};

const callTo = (to: keyof typeof URL_OF, of: Partial<ClientCall> = {}): ClientCall => ({
	client: CLIENT,
	caller,
	method: to === 'session' ? 'GET' : 'POST',
	url: URL_OF[to],
	proof: undefined,
	...of
});

async function offered(service: Service, client = CLIENT) {
	const { account } = await member(service);
	const { sessions, tokens } = service.app;
	const issued = await sessions.issue({ account, proofs: [], lifetime: 'lasting', caller });
	return { account, code: await tokens.offer(client, issued.token) };
}

async function signedIn(service: Service): Promise<TokenPair> {
	const { code } = await offered(service);
	return service.app.tokens.exchange(callTo('tokens'), code);
}

const sessionBy = (service: Service, token: string, scheme = 'Bearer', of?: Partial<ClientCall>) =>
	service.app.tokens.sessionOf(callTo('session', of), `${scheme} ${token}`);

test('of 50 who bring the same code one gets tokens', async () => {
	const service = await openService();
	const { code } = await offered(service);
	const all = await Promise.allSettled(
		Array.from({ length: 50 }, () => service.app.tokens.exchange(callTo('tokens'), code))
	);
	expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a code is of one client, and good for a minute', async () => {
	const service = await openService();
	const { code } = await offered(service);
	const { tokens } = service.app;
	const other = { ...CLIENT, id: 'other' };
	expect(await refusal(tokens.exchange(callTo('tokens', { client: other }), code))).toBe(
		'tokens.not_accepted'
	);
	service.clock.advance(MINUTE);
	expect(await refusal(tokens.exchange(callTo('tokens'), code))).toBe('tokens.not_accepted');
});

test('an access token is good for a quarter of an hour, for its client, while its session lives', async () => {
	const service = await openService();
	const { accessToken, session } = await signedIn(service);
	expect(await sessionBy(service, accessToken)).toMatchObject({ id: session.id });
	const other = { client: { ...CLIENT, id: 'other' } };
	expect(await refusal(sessionBy(service, accessToken, 'Bearer', other))).toBe(
		'tokens.not_accepted'
	);
	service.clock.advance(15 * MINUTE - SECOND);
	expect(await sessionBy(service, accessToken)).toBeDefined();
	service.clock.advance(SECOND);
	expect(await refusal(sessionBy(service, accessToken))).toBe('tokens.not_accepted');
});

test('a token that is bound to no key is none of the scheme that proves one', async () => {
	const service = await openService();
	const { accessToken } = await signedIn(service);
	expect(await refusal(sessionBy(service, accessToken, 'DPoP'))).toBe('tokens.not_accepted');
	const { prove } = await newKey();
	const iat = Math.floor(service.clock.now().getTime() / SECOND);
	const claims = { iat, htm: 'GET', htu: URL_OF.session, ath: athOf(accessToken) };
	const proof = await prove(claims);
	expect(await refusal(sessionBy(service, accessToken, 'DPoP', { proof }))).toBe(
		'tokens.not_accepted'
	);
	expect(await sessionBy(service, accessToken)).toBeDefined();
});

test('an access token that was changed, or signed by somebody else, is none', async () => {
	const service = await openService();
	const { accessToken } = await signedIn(service);
	const [head = '', body = '', signature = ''] = accessToken.split('.');
	const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload;
	const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as {
		alg: string;
		typ: string;
		kid: string;
	};
	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	const signed = (of: object) =>
		new SignJWT(claims).setProtectedHeader({ ...header, ...of }).sign(privateKey);
	const longer = Buffer.from(JSON.stringify({ ...claims, exp: (claims.exp ?? 0) + 60 }));
	const forged = [
		`${head}.${longer.toString('base64url')}.${signature}`,
		`${head}.${body}.${signature.slice(0, -2)}AA`,
		await signed({}),
		await signed({ kid: 'unknown' }),
		await signed({ jwk: await exportJWK(privateKey) }),
		new UnsecuredJWT(claims).encode(),
		'',
		'a.b.c'
	];
	for (const token of forged)
		expect(await refusal(sessionBy(service, token)), token).toBe('tokens.not_accepted');
	expect(await sessionBy(service, accessToken)).toBeDefined();
});

async function newKey(algorithm = 'ES256') {
	const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
	const jwk = await exportJWK(publicKey);
	let count = 0;
	const prove = (claims: JWTPayload, of: object = {}) => {
		count += 1;
		return new SignJWT({ htm: 'POST', htu: URL_OF.tokens, jti: `proof-number-${count}`, ...claims })
			.setProtectedHeader({ alg: algorithm, typ: 'dpop+jwt', jwk, ...of })
			.sign(privateKey);
	};
	return { prove, privateKey };
}

const athOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** An app that holds a key, and has signed somebody in with it. */
async function bound(service: Service) {
	const { code } = await offered(service);
	const key = await newKey();
	const iat = () => Math.floor(service.clock.now().getTime() / SECOND);
	const proof = await key.prove({ iat: iat() });
	const pair = await service.app.tokens.exchange(callTo('tokens', { proof }), code);
	return { key, iat, pair };
}

test('tokens that are bound to a key are good with a proof of it, once for each proof', async () => {
	const service = await openService();
	const { key, iat, pair } = await bound(service);
	expect(pair.tokenType).toBe('DPoP');
	const { tokens } = service.app;
	const proof = await key.prove({ iat: iat(), htu: URL_OF.refresh });
	const refresh = (of: Partial<ClientCall>) =>
		tokens.refresh(callTo('refresh', of), pair.refreshToken);
	expect(await refresh({ proof })).toBeDefined();
	expect(await refusal(refresh({ proof }))).toBe('tokens.proof_not_accepted');
	expect(await refusal(refresh({}))).toBe('tokens.not_accepted');
	const stranger = await newKey();
	const strange = await stranger.prove({ iat: iat(), htu: URL_OF.refresh });
	expect(await refusal(refresh({ proof: strange }))).toBe('tokens.not_accepted');
	const { accessToken } = pair;
	const said = { iat: iat(), htm: 'GET', htu: URL_OF.session, ath: athOf(accessToken) };
	const use = async (scheme: string, claims: JWTPayload) =>
		sessionBy(service, accessToken, scheme, { proof: await key.prove(claims) });
	expect(await use('DPoP', said)).toBeDefined();
	expect(await refusal(use('Bearer', said))).toBe('tokens.not_accepted');
	expect(await refusal(use('DPoP', { ...said, ath: athOf('other') }))).toBe(
		'tokens.proof_not_accepted'
	);
});

test('a proof for another call, of another time, or not made as one is refused', async () => {
	const service = await openService();
	const { key, iat, pair } = await bound(service);
	const good = { iat: iat(), htu: URL_OF.refresh };
	const { privateKey } = await newKey();
	const proofs = [
		await key.prove({ ...good, htu: URL_OF.tokens }),
		await key.prove({ ...good, htu: `${URL_OF.refresh}?x` }),
		await key.prove({ ...good, htm: 'GET' }),
		await key.prove({ ...good, iat: iat() - 61 }),
		await key.prove({ ...good, iat: iat() + 61 }),
		await key.prove({ ...good, jti: 'short' }),
		await key.prove(good, { typ: 'JWT' }),
		await key.prove(good, { jwk: await exportJWK((await generateKeyPair('ES256')).publicKey) }),
		await key.prove(good, {
			jwk: await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
		}),
		await new SignJWT(good).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt' }).sign(privateKey),
		'x'.repeat(5000),
		''
	];
	for (const proof of proofs)
		expect(
			await refusal(service.app.tokens.refresh(callTo('refresh', { proof }), pair.refreshToken))
		).toBe('tokens.proof_not_accepted');
});

test('of 50 who bring the same proof one is let through', async () => {
	const service = await openService();
	const { key, iat, pair } = await bound(service);
	const proof = await key.prove({ iat: iat(), htu: URL_OF.refresh });
	const all = await Promise.allSettled(
		Array.from({ length: 50 }, () =>
			service.app.tokens.refresh(callTo('refresh', { proof }), pair.refreshToken)
		)
	);
	expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a client that has to prove a key gets nothing without', async () => {
	const service = await openService();
	const client = { ...CLIENT, mustProveKey: true };
	const { code } = await offered(service, client);
	expect(await refusal(service.app.tokens.exchange(callTo('tokens', { client }), code))).toBe(
		'tokens.key_required'
	);
});

test('an API is told whether the session behind an access token lives, bound to a key or not', async () => {
	const service = await openService();
	const { tokens, sessions } = service.app;
	const { accessToken, refreshToken, session } = await signedIn(service);
	const told = () => tokens.introspect(accessToken, caller);
	expect(await told()).toMatchObject({ claims: { sid: session.id }, session: { id: session.id } });
	expect(await tokens.introspect(refreshToken, caller)).toBeUndefined();
	expect(await tokens.introspect(`${accessToken}A`, caller)).toBeUndefined();
	await sessions.endAny(session);
	expect(await told()).toBeUndefined();
});

test('asking about an access token counts as its use: the refresh token before it is spent', async () => {
	const service = await openService();
	const { tokens } = service.app;
	const first = await signedIn(service);
	const second = await tokens.refresh(callTo('refresh'), first.refreshToken);
	await tokens.introspect(second.accessToken, caller);
	service.clock.advance(MINUTE);
	expect(await refusal(tokens.refresh(callTo('refresh'), first.refreshToken))).toBe(
		'tokens.not_accepted'
	);
	expect(await tokens.introspect(second.accessToken, caller)).toBeUndefined();
});
