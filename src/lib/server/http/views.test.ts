import { expect, test } from 'vitest';

import { challenged, enroller, totpMember } from '../people.fixture.ts';
import { parseToken } from '../sessions/lucia.ts';
import { openService } from '../testing.fixture.ts';
import { browserOf, challengeView, sessionView } from './views.ts';

test('a session is shown without anything that opens it', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const { secret = '' } = parseToken(ada.token) ?? {};
	const [listed] = await service.sessions.list(ada.account);
	const checked = await service.sessions.check(ada.token);
	const { session: raised } = ada;
	for (const session of [raised, listed, checked]) {
		if (!session) throw new Error('no session');
		const view = sessionView(session, ada.session);
		expect(Object.keys(view).sort()).toEqual(
			[
				...['aal', 'account', 'address', 'amr', 'createdAt', 'elevatedAt', 'endsAt'],
				...['expiresAt', 'id', 'isCurrent', 'isRecovery', 'lastSeenAt', 'lifetime', 'methods']
			].sort()
		);
		const text = JSON.stringify(view);
		for (const hidden of [secret, ada.token, 'secretHash', 'proofs', ada.factor.id])
			expect(text).not.toContain(hidden);
		expect(view.methods).toEqual(['passwords', 'totp']);
	}
});

test('the session that looks is marked, and no other', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const eve = { ...ada.session, id: 'ses_x' as typeof ada.session.id };
	expect(sessionView(ada.session, ada.session).isCurrent).toBe(true);
	expect(sessionView(eve, ada.session).isCurrent).toBe(false);
	expect(sessionView(ada.session).isCurrent).toBe(false);
});

test('a challenge is shown without whose it is, and what was proven before it', async () => {
	const service = await openService();
	await totpMember(service);
	const challenge = await challenged(service);
	expect(challengeView(challenge)).toEqual({
		id: challenge.id,
		methods: ['totp', 'recovery-codes'],
		expiresAt: challenge.expiresAt,
		attemptsLeft: 5
	});
});

test('no factor is shown with what it keeps', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const codes = await service.enrolments.replaceRecoveryCodes(enroller(ada));
	const text = JSON.stringify(await service.enrolments.list(ada.account));
	const kept = (await service.factors.list(ada.account)).map(({ state }) => JSON.stringify(state));
	const strings = kept.flatMap((state) => state.match(/[\w+/$=,-]{20,}/g) ?? []);
	expect(strings.length).toBeGreaterThan(10);
	for (const secret of [...strings, ...codes]) expect(text).not.toContain(secret);
});

test.each(['', ' ', 'x', '\0', '<script>', 'Mozilla/5.0'.repeat(50), '🦊'])(
	'a browser that calls itself %j is no trouble',
	(userAgent) => {
		expect(() => browserOf(userAgent)).not.toThrow();
	}
);

test.each([
	['Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox', 'Windows'],
	[
		'Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
		'Safari',
		'macOS'
	],
	[
		'Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
		'Samsung Internet',
		'Android'
	]
])(
	'a browser is known by the name that it gives itself, and told no version: %s',
	(rest, browser, os) => {
		expect(browserOf(`Mozilla/5.0 (${rest}`)).toEqual({ browser, os });
	}
);
