import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { member, PASSWORD, attempt } from '../people.fixture.ts';
import { hashSecret } from '../core/secret.ts';
import { openService } from '../testing.fixture.ts';
import { createCookieJar } from './cookies.ts';
import { cookieStore } from './event.fixture.ts';

const https = createCookieJar({ isSecure: true });
const http = createCookieJar({ isSecure: false });
const SECRET = 'A'.repeat(43);

describe('the session cookie', () => {
	test('is out of reach for scripts, other sites and, over https, other hosts', async () => {
		const ada = await member(await openService());
		const { cookies, written } = cookieStore();
		https.setSession(cookies, ada);
		expect(written.get('__Host-latchkey')).toEqual({
			value: ada.token,
			options: { path: '/', httpOnly: true, secure: true, sameSite: 'lax' }
		});
		expect(https.sessionToken(cookies)).toBe(ada.token);
	});

	test('has no prefix and no Secure over http, where browsers would drop it', async () => {
		const ada = await member(await openService());
		const { cookies, written } = cookieStore();
		http.setSession(cookies, ada);
		expect(written.get('latchkey')?.options).toEqual({
			path: '/',
			httpOnly: true,
			secure: false,
			sameSite: 'lax'
		});
	});

	test('lasts as long as a lasting session, and a brief one’s until the browser closes', async () => {
		const service = await openService();
		await member(service);
		const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
		const result = await service.signIn.withPassword(given, attempt());
		if (result.status !== 'signed-in') throw new Error(result.status);
		const { cookies, written } = cookieStore();
		https.setSession(cookies, result.issued);
		const { options } = written.get('__Host-latchkey') ?? {};
		expect(options?.expires).toEqual(result.issued.session.endsAt);
		expect(options).not.toHaveProperty('domain');
	});

	test('ends the attempt, and goes with the attributes it came with', async () => {
		const ada = await member(await openService());
		const { cookies, values, written } = cookieStore();
		https.attempt(cookies);
		https.setSession(cookies, ada);
		expect([...values.keys()]).toEqual(['__Host-latchkey']);
		https.clearSession(cookies);
		expect(values.size).toBe(0);
		expect(written.get('__Host-latchkey')?.options).toMatchObject({
			path: '/',
			secure: true,
			httpOnly: true
		});
	});

	test('of the other deployment is not read', () => {
		expect(https.sessionToken(cookieStore({ latchkey: 'planted' }).cookies)).toBeUndefined();
		expect(http.sessionToken(cookieStore({ '__Host-latchkey': 'x' }).cookies)).toBeUndefined();
	});
});

describe('the attempt cookie', () => {
	test('is a new secret, of which the server uses the hash', () => {
		const { cookies, written } = cookieStore();
		const holder = https.attempt(cookies);
		const { value = '', options } = written.get('__Host-latchkey-attempt') ?? {};
		expect(value).toMatch(/^[\w-]{43}$/);
		expect(holder).toBe(hashSecret(value));
		expect(options).toEqual({
			path: '/',
			httpOnly: true,
			secure: true,
			sameSite: 'lax',
			maxAge: 15 * 60
		});
	});

	test('names the same attempt from request to request, and another in each browser', () => {
		const { cookies } = cookieStore();
		expect(https.attempt(cookies)).toBe(https.attempt(cookies));
		expect(https.attempt(cookies)).not.toBe(https.attempt(cookieStore().cookies));
	});

	test('is kept alive by use, so that a challenge outlasts the page it began on', () => {
		const { cookies, written } = cookieStore({ '__Host-latchkey-attempt': SECRET });
		expect(https.attempt(cookies)).toBe(hashSecret(SECRET));
		expect(written.get('__Host-latchkey-attempt')).toMatchObject({
			value: SECRET,
			options: { maxAge: 15 * 60 }
		});
	});

	test.each([
		'',
		'x',
		SECRET.slice(1),
		`${SECRET}A`,
		`${SECRET}\n`,
		`${SECRET.slice(1)}=`,
		`${SECRET.slice(1)} `,
		'é'.repeat(43),
		'x'.repeat(100_000)
	])('is replaced when it is malformed', (planted) => {
		const { cookies, values } = cookieStore({ '__Host-latchkey-attempt': planted });
		const holder = https.attempt(cookies);
		const value = values.get('__Host-latchkey-attempt') ?? '';
		expect(value === planted).toBe(false);
		expect(holder).toBe(hashSecret(value));
	});

	test('planted without the prefix is not read', () => {
		const { cookies } = cookieStore({ 'latchkey-attempt': SECRET });
		expect(https.attempt(cookies)).not.toBe(hashSecret(SECRET));
	});
});

test('whatever a browser sends as its attempt, it ends up with a secret that names it', () => {
	const planted = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.base64String(),
		fc.stringMatching(/^[\w-]{42,44}$/)
	);
	fc.assert(
		fc.property(planted, (text) => {
			const { cookies, values } = cookieStore({ '__Host-latchkey-attempt': text });
			const holder = https.attempt(cookies);
			const kept = values.get('__Host-latchkey-attempt') ?? '';
			expect(kept).toMatch(/^[\w-]{43}$/);
			expect(holder).toBe(hashSecret(kept));
			expect(kept === text).toBe(/^[\w-]{43}$/.test(text) && text.length === 43);
			// The next request is of the same attempt.
			expect(https.attempt(cookies)).toBe(holder);
		})
	);
});
