import { describe, expect, test } from 'vitest';

import {
	addTotp,
	attempt,
	challenged,
	member,
	otherThan,
	signedIn,
	signIn,
	totpMember
} from '../people.fixture.ts';
import { MINUTE, openService, refusal, type Service } from '../testing.fixture.ts';
import { answerChallenge, challengeRefFor } from './challenge.ts';
import { endOtherSessions, endSession } from './end-sessions.ts';
import { cookieStore, requestOf, type Browser } from './event.fixture.ts';
import { attemptOf } from './guard.ts';
import { signOut } from './sign-out.ts';
import { acceptSession, signInAnswer } from './signed-in.ts';

const COOKIE = '__Host-latchkey';

/** A browser that is signed in. */
async function inBrowser(service: Service, issued: Parameters<typeof acceptSession>[1]) {
	const browser = cookieStore();
	service.cookies.setSession(browser.cookies, issued);
	return browser;
}

/** A challenge that this browser's own attempt holds. */
async function challengeIn(service: Service, browser: Browser) {
	const given = {
		identifier: 'ada',
		password: 'blue teapots sail north',
		lifetime: 'brief'
	} as const;
	const own = attemptOf(await requestOf(service, browser));
	const result = await service.signIn.withPassword(given, own);
	if (result.status !== 'challenge') throw new Error(result.status);
	return result.challenge;
}

describe('signing in', () => {
	test('gives the token to the cookie and to nothing else', async () => {
		const service = await openService();
		await member(service);
		const browser = cookieStore();
		const result = await signIn(service);
		const answer = await signInAnswer(await requestOf(service, browser), result);
		const token = browser.values.get(COOKIE) ?? '';
		expect(await service.sessions.check(token)).toBeDefined();
		expect(answer).toMatchObject({ status: 'signed-in', session: { isCurrent: true } });
		expect(JSON.stringify(answer)).not.toContain(token.split('.')[1]);
	});

	test('half-way sets no session and shows no more than the challenge', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const browser = cookieStore();
		const result = await signIn(service);
		const answer = await signInAnswer(await requestOf(service, browser), result);
		expect(browser.values.has(COOKIE)).toBe(false);
		expect(answer).toMatchObject({ status: 'challenge', challenge: { attemptsLeft: 5 } });
		expect(JSON.stringify(answer)).not.toContain(ada.account);
	});

	test('again ends the session that the browser had, whoever’s it was', async () => {
		const service = await openService();
		const eve = await member(service, 'eve');
		await member(service);
		const browser = await inBrowser(service, eve);
		const event = await requestOf(service, browser);
		await acceptSession(event, await signedIn(service));
		expect(await service.sessions.check(eve.token)).toBeUndefined();
		expect(event.locals.session?.account).not.toBe(eve.account);
	});

	test('further keeps the session whose secret has changed', async () => {
		const service = await openService();
		const ada = await member(service);
		const browser = await inBrowser(service, ada);
		const event = await requestOf(service, browser);
		const { issued } = await addTotp(service, ada);
		await acceptSession(event, issued);
		expect(await service.sessions.check(browser.values.get(COOKIE) ?? '')).toMatchObject({
			id: ada.session.id,
			aal: 2
		});
	});
});

describe('a challenge', () => {
	test('of signing in is answered by its browser', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const browser = cookieStore();
		const { id } = await challengeIn(service, browser);
		const given = { method: 'totp', answer: ada.code() };
		const stranger = await requestOf(service, cookieStore());
		expect(await refusal(answerChallenge(stranger, id, given))).toBe('challenges.gone');
		const wrong = { ...given, answer: otherThan(ada.code()) };
		const first = await answerChallenge(await requestOf(service, browser), id, wrong);
		expect(first).toMatchObject({ verified: false, attemptsLeft: 4 });
		const answer = await answerChallenge(await requestOf(service, browser), id, given);
		expect(answer).toMatchObject({ verified: true, session: { aal: 2, isCurrent: true } });
		const token = browser.values.get(COOKIE) ?? '';
		expect(await service.sessions.check(token)).toMatchObject({ account: ada.account });
		expect(JSON.stringify(answer)).not.toContain(token.split('.')[1]);
	});

	test('of stepping up is answered by its session, which gets a new token', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		service.clock.advance(10 * MINUTE);
		const browser = await inBrowser(service, ada);
		const { id } = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code() };
		for (const other of [cookieStore(), await inBrowser(service, await member(service, 'eve'))]) {
			const event = await requestOf(service, other);
			expect(await refusal(answerChallenge(event, id, given))).toBe('challenges.gone');
		}
		await answerChallenge(await requestOf(service, browser), id, given);
		expect(browser.values.get(COOKIE)).not.toBe(ada.token);
		expect(await service.sessions.check(ada.token)).toBeUndefined();
	});

	test.each(['', 'x', '../..', '\0', 'ses_x', 'x'.repeat(10_000)])(
		'is not found by %j',
		async (id) => {
			const service = await openService();
			const event = await requestOf(service, cookieStore());
			expect(await refusal(challengeRefFor(event, id))).toBe('challenges.gone');
		}
	);

	test('of another browser is not found by its id', async () => {
		const service = await openService();
		await totpMember(service);
		const { id } = await challenged(service, { by: 'somebody else' });
		const event = await requestOf(service, cookieStore());
		expect(await refusal(challengeRefFor(event, id))).toBe('challenges.gone');
		expect((await service.challenges.get({ id, ...attempt('somebody else') })).attemptsLeft).toBe(
			5
		);
	});
});

describe('ending sessions', () => {
	test('signing out ends the session and takes the cookie, and is on record', async () => {
		const service = await openService();
		const ada = await member(service);
		const browser = await inBrowser(service, ada);
		await signOut(await requestOf(service, browser));
		expect(browser.values.has(COOKIE)).toBe(false);
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect((await service.codesOf(ada.account)).at(-1)).toBe('session.signed_out');
		await signOut(await requestOf(service, browser));
		expect(await service.codesOf(ada.account)).toHaveLength(2);
	});

	test('one’s own needs no fresh proof, another does', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const browser = await inBrowser(service, ada);
		const other = await service.sessions.issue({ ...ada.session, ...attempt() });
		service.clock.advance(10 * MINUTE);
		const event = await requestOf(service, browser);
		expect(await refusal(endSession(event, other.session.id))).toBe('step-up-required');
		expect(await refusal(endOtherSessions(event))).toBe('step-up-required');
		expect(await service.sessions.check(other.token)).toBeDefined();
		await endSession(event, ada.session.id);
		expect(browser.values.has(COOKIE)).toBe(false);
	});

	test('of another account is unknown, and ends nothing', async () => {
		const service = await openService();
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		const event = await requestOf(service, await inBrowser(service, eve));
		expect(await refusal(endSession(event, ada.session.id))).toBe('sessions.unknown');
		expect(await service.sessions.check(ada.token)).toBeDefined();
		expect(await service.codesOf(eve.account)).toEqual(['account.created']);
	});

	test('all others leaves this one, says how many, and is on record', async () => {
		const service = await openService();
		const ada = await member(service);
		const others = [await signedIn(service), await signedIn(service)];
		const event = await requestOf(service, await inBrowser(service, ada));
		expect(await endOtherSessions(event)).toBe(2);
		for (const { token } of others) expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.check(ada.token)).toBeDefined();
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sessions.others_ended',
			details: { count: 2 }
		});
	});
});
