/** Tokens for an application's own sign-in: from the script of its page, at another origin, without cookies. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Page } from 'playwright/test';

import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { callFrom, expect, test, type Answered } from './support/app.ts';

interface Pair {
	readonly accessToken: string;
	readonly refreshToken: string;
	readonly session: { readonly aal: number };
}

interface Target {
	readonly origin: string;
	readonly now: () => Date;
}

const pairIn = (answered: Answered | undefined): Pair => {
	expect(answered?.status, JSON.stringify(answered)).toBe(200);
	return answered?.body as unknown as Pair;
};

/** Both proofs, and the tokens that they are worth. */
async function signIn(page: Page, { origin, now }: Target, { person, secret }: Known) {
	const { username: identifier, password } = person;
	const api = `${origin}/api/v1`;
	const first = await callFrom(page, `${api}/sign-in/password`, {
		body: { identifier, password, staySignedIn: true }
	});
	const { challenge } = first?.body as { challenge: { id: string } };
	const done = await callFrom(page, `${api}/challenges/${challenge.id}/answer`, {
		body: { method: 'totp', answer: await codeAt(secret, now()) },
		headers: { 'latchkey-kept': first?.kept ?? '' }
	});
	const { code } = done?.body as { code: string };
	return pairIn(await callFrom(page, `${api}/tokens`, { body: { code } }));
}

interface Known {
	readonly person: Person;
	readonly secret: string;
}

const refresh = (page: Page, { origin }: Pick<Target, 'origin'>, refreshToken: string) =>
	callFrom(page, `${origin}/api/v1/tokens/refresh`, { body: { refreshToken } });

const sessionOf = (page: Page, { origin }: Pick<Target, 'origin'>, accessToken: string) =>
	callFrom(page, `${origin}/api/v1/tokens/session`, {
		method: 'GET',
		headers: { authorization: `Bearer ${accessToken}` }
	});

async function somebody(page: Page, server: Target): Promise<Known> {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await page.context().clearCookies();
	return { person, secret };
}

test('an application signs somebody in by itself, and keeps them signed in', async ({
	page,
	app,
	server
}) => {
	const known = await somebody(page, server);
	await server.advance(60_000);
	await page.goto(app.origin);
	const first = await signIn(page, server, known);
	expect(first.session.aal).toBe(2);
	expect(await page.context().cookies()).toEqual([]);

	const jwks = createRemoteJWKSet(new URL(`${server.origin}/.well-known/jwks.json`));
	const { payload, protectedHeader } = await jwtVerify(first.accessToken, jwks, {
		issuer: server.origin,
		audience: 'https://notes.example/api',
		typ: 'at+jwt',
		algorithms: ['ES256'],
		currentDate: server.now()
	});
	expect(protectedHeader.kid).toBeDefined();
	expect(payload).toMatchObject({
		acr: 'aal2',
		client_id: 'notes',
		amr: expect.arrayContaining(['pwd', 'otp', 'mfa'])
	});
	expect(JSON.stringify(payload)).not.toContain(known.person.username);

	// The answer is lost: the same again has a good answer, too.
	await refresh(page, server, first.refreshToken);
	const second = pairIn(await refresh(page, server, first.refreshToken));
	expect((await sessionOf(page, server, second.accessToken))?.status).toBe(200);
	const third = pairIn(await refresh(page, server, second.refreshToken));
	expect((await sessionOf(page, server, third.accessToken))?.status).toBe(200);

	// Whoever comes with the first one now has no right to it.
	expect(await refresh(page, server, first.refreshToken)).toMatchObject({
		status: 401,
		code: 'tokens.not_accepted'
	});
	expect((await refresh(page, server, third.refreshToken))?.status).toBe(401);
	expect((await sessionOf(page, server, third.accessToken))?.status).toBe(401);
});

test('the tokens end with the session that the person ends elsewhere, also in another process', async ({
	page,
	app,
	server,
	request
}) => {
	const known = await somebody(page, server);
	await server.advance(60_000);
	await page.goto(app.origin);
	const pair = await signIn(page, server, known);
	const second = await server.second();
	expect(pairIn(await refresh(page, second, pair.refreshToken)).accessToken).toBeDefined();

	const api = apiOf(request, server);
	const { username: identifier, password } = known.person;
	const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', {
		identifier,
		password
	});
	await server.advance(60_000);
	const answer = await codeAt(known.secret, server.now());
	await api.post(`/challenges/${challenge.id}/answer`, { method: 'totp', answer });
	expect((await api.send('DELETE', '/sessions')).ok()).toBe(true);
	expect((await refresh(page, server, pair.refreshToken))?.status).toBe(401);
	expect((await sessionOf(page, server, pair.accessToken))?.status).toBe(401);
});

test('pages of no client, and clients that nobody has named, get nothing', async ({
	page,
	app,
	stranger,
	server
}) => {
	const api = `${server.origin}/api/v1`;
	const body = { identifier: 'somebody', password: 'some words that nobody has' };
	await page.goto(stranger.origin);
	expect(await callFrom(page, `${api}/sign-in/password`, { body })).toBeUndefined();
	await page.goto(app.origin);
	const unknown = await callFrom(page, `${api}/sign-in/password`, {
		body,
		headers: { 'latchkey-client': 'unknown' }
	});
	expect(unknown).toMatchObject({ status: 403, code: 'clients.not_accepted' });
	// A page of the application has no cookies of ours, and cannot act as a page of this service.
	const cross = await page.request.post(`${api}/sign-in/password`, {
		headers: { origin: app.origin },
		data: body
	});
	expect(cross.status()).toBe(403);
});
