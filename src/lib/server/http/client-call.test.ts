/** Calls of clients without cookies: what travels in place of them, and what never does. */
import { expect, test } from 'vitest';

import { caller, member, PASSWORD, totpMember } from '../people.fixture.ts';
import { rememberedMember } from '../remembered-browsers/remembered.fixture.ts';
import { sessionRefusals } from '../sessions/index.ts';
import { openService, type Service } from '../testing.fixture.ts';
import type { ApiEvent } from './api-event.ts';
import { carriedCookies, KEPT_HEADER } from './carried.ts';
import { answerChallenge } from './challenge.ts';
import { grantedPair } from './client-call.ts';
import { endpoint } from './endpoint.ts';
import { cookieStore } from './event.fixture.ts';
import { attemptOf } from './guard.ts';
import { acceptSession } from './signed-in.ts';

const CLIENT = { id: 'notes', name: 'Notes', origins: [], audience: 'notes', mustProveKey: false };

function callOf(service: Service, kept?: string): ApiEvent {
	const headers = new Headers(kept === undefined ? {} : { [KEPT_HEADER]: kept });
	return {
		cookies: cookieStore({ latchkey: 'planted' }).cookies,
		locals: {
			...{ app: service.app, caller, locale: 'en', session: undefined, client: CLIENT },
			trace: { requestId: 'request-1' }
		},
		params: {},
		request: { method: 'POST', headers, arrayBuffer: async () => new ArrayBuffer() }
	};
}

const attempt = endpoint<ApiEvent>({ summary: 'The attempt of who calls' }, async (event) => ({
	holder: attemptOf(event).holder
}));

test('what is carried makes the next call one of the same attempt', async () => {
	const service = await openService();
	const first = await attempt.reply(callOf(service));
	const kept = first.headers?.[KEPT_HEADER];
	expect(kept).toBeDefined();
	const second = await attempt.reply(callOf(service, kept));
	expect(second.body).toBe(first.body);
	const other = await attempt.reply(callOf(service));
	expect(other.body).not.toBe(first.body);
});

test('an attempt says which application it is made by', async () => {
	const service = await openService();
	expect(attemptOf(callOf(service))).toMatchObject({ application: 'Notes' });
});

test('it comes back with a refusal, too', async () => {
	const service = await openService();
	const refused = endpoint<ApiEvent>({ summary: '' }, async (event) => {
		attemptOf(event);
		throw sessionRefusals.required();
	});
	const { status, headers } = await refused.reply(callOf(service));
	expect(status).toBe(401);
	expect(headers?.[KEPT_HEADER]).toBeDefined();
});

test('a session is never in what is carried: a code takes its place, and a planted one is none', async () => {
	const service = await openService();
	const { account } = await member(service);
	const { sessions } = service.app;
	const issued = await sessions.issue({ account, proofs: [], lifetime: 'brief', caller });
	const planted = carriedCookies(null);
	service.app.cookies.setSession(planted, issued);
	const nothing = await attempt.reply(callOf(service, planted.text()));
	expect(JSON.parse(nothing.body)).not.toHaveProperty('code');

	const signIn = endpoint<ApiEvent>({ summary: '' }, async (event) => ({
		session: await acceptSession(event, issued)
	}));
	const { body, headers } = await signIn.reply(callOf(service));
	expect(JSON.parse(body)).toMatchObject({ code: expect.any(String) as string });
	const all = body + Buffer.from(headers?.[KEPT_HEADER] ?? '', 'base64url').toString();
	expect(all).not.toContain(issued.token.split('.')[1]);
});

test.each(['', 'x', '🦊', 'e30', 'W10', 'bnVsbA', 'W1sxLDJdXQ', 'A'.repeat(5000)])(
	'what is not ours, %j, is as good as nothing',
	(text) => {
		expect(carriedCookies(text).text()).toBe(carriedCookies(null).text());
	}
);

test('where a second factor is required, whoever has none gets no tokens', async () => {
	const service = await openService();
	const { account } = await member(service);
	const { sessions, config } = service.app;
	const issued = await sessions.issue({ account, proofs: [], lifetime: 'brief', caller });
	const pair = {
		...{ accessToken: '', refreshToken: '', tokenType: 'Bearer' as const },
		...{ expiresAt: service.clock.now(), session: issued.session }
	};
	const call = callOf(service);
	expect(await grantedPair(call, pair)).toMatchObject({ tokenType: 'Bearer' });
	const app = { ...service.app, config: { ...config, secondFactor: 'everybody' as const } };
	const strict = { ...call, locals: { ...call.locals, app } };
	await expect(grantedPair(strict, pair)).rejects.toMatchObject({
		code: 'access.second_factor_required'
	});
});

test('a client is remembered by no browser, uses none, and carries no secret of one', async () => {
	const service = await openService();
	const ada = await rememberedMember(service);
	const kept = carriedCookies(null);
	service.app.rememberedBrowserCookie.set(kept, ada.jar.rememberedBrowser ?? '');
	const shown = endpoint<ApiEvent>({ summary: '' }, async (event) => {
		const { rememberedBrowser = 'none', holder } = attemptOf(event);
		service.app.rememberedBrowserCookie.set(event.cookies, ada.jar.rememberedBrowser ?? '');
		return { rememberedBrowser, holder };
	});
	const { body, headers } = await shown.reply(callOf(service, kept.text()));
	expect(JSON.parse(body)).toMatchObject({ rememberedBrowser: 'none' });
	const text = Buffer.from(headers?.[KEPT_HEADER] ?? '', 'base64url').toString();
	expect(text).toContain('latchkey-attempt');
	expect(text).not.toContain('latchkey-remembered');
});

test('who answers by a client and wants to be remembered is not', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const call = callOf(service);
	const { holder } = attemptOf(call);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const result = await service.signIn.withPassword(given, { holder, caller });
	if (result.status !== 'challenge') throw new Error('A code is asked for.');
	const { id } = result.challenge;
	const answer = { method: 'totp', answer: ada.code(), remember: true };
	expect(await answerChallenge(call, id, answer)).toMatchObject({ verified: true });
	expect(await service.rememberedBrowsers.list(ada.account)).toEqual([]);
});
