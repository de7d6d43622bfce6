/** What an application is told of the end of a session, read as strictly as it gets. */
import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { expect, inject } from 'vitest';

import type { ListenerId } from './clients.ts';
import type { Told } from './listener.ts';
import { relyingParty } from './relying-party.ts';
import type { Visitor } from './visitor.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** What came for somebody so far. */
export async function toldTo(id: ListenerId | 'followed', sub: string): Promise<readonly Told[]> {
	const all = (await (await fetch(inject('listener'))).json()) as Told[];
	const tokenOf = ({ body }: Told) => new URLSearchParams(body).get('logout_token') ?? '';
	return all.filter((each) => each.id === id && decodeJwt(tokenOf(each)).sub === sub);
}

/** Waits for what is sent by and by. */
export async function expectTold(id: ListenerId, sub: string, times = 1): Promise<readonly Told[]> {
	await expect.poll(async () => (await toldTo(id, sub)).length, { timeout: 60_000 }).toBe(times);
	return toldTo(id, sub);
}

/** Somebody who has signed in for the application. */
export async function signedInFor(visitor: Visitor, id: ListenerId) {
	const party = await relyingParty(id);
	const tokens = await party.signIn(visitor);
	const claims = tokens.claims();
	return { party, tokens, sub: claims?.sub ?? '', sid: claims?.['sid'] };
}

/** OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.6. */
export async function verified({ id, type, cookie, body }: Told): Promise<JWTPayload> {
	expect(type).toBe('application/x-www-form-urlencoded');
	expect(cookie).toBeUndefined();
	const form = new URLSearchParams(body);
	expect([...form.keys()]).toEqual(['logout_token']);
	const issuer = inject('issuer');
	const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
	const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
		issuer,
		audience: id,
		typ: 'logout+jwt',
		algorithms: ['RS256'],
		requiredClaims: ['iat', 'exp', 'jti', 'sub', 'sid'],
		// The server's clock is ahead of this one.
		currentDate: new Date(0)
	});
	expect(payload['events']).toEqual({ [EVENT]: {} });
	expect(payload).not.toHaveProperty('nonce');
	const { iat = 0, exp = 0 } = payload;
	expect(exp - iat).toBe(120);
	return payload;
}
