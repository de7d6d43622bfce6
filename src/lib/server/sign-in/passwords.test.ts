import { describe, expect, test } from 'vitest';

import { normalIdentifier } from '../accounts/index.ts';

import {
	addPasskey,
	addTotp,
	attempt,
	challenged,
	enroller,
	member,
	otherThan,
	passkeyMember,
	PASSWORD,
	signedIn,
	signIn,
	totpMember
} from '../people.fixture.ts';
import { openService, refusal, restarted } from '../testing.fixture.ts';

describe('a name and its password', () => {
	test('sign in, at level 1', async () => {
		const service = await openService();
		const ada = await member(service);
		const { session, token } = await signedIn(service);
		expect(session).toMatchObject({ account: ada.account, aal: 1, isRecovery: false });
		expect(session.amr).toEqual(['pwd']);
		expect(await service.sessions.check(token)).toEqual(session);
		expect(await service.events(ada.account)).toMatchObject([
			{ code: 'account.created' },
			{ code: 'sign_in.succeeded', session: session.id, details: { methods: 'passwords' } }
		]);
	});

	test.each(['ada', 'ADA', ' ada ', 'ａｄａ', 'аda', 'ada@example.org', 'ada@EXAMPLE.ORG'])(
		'sign in by the spelling %j',
		async (identifier) => {
			const service = await openService();
			const { account } = await member(service);
			const email = 'ada@example.org';
			await service.accounts.claimEmail(account, { email, normal: normalIdentifier(email) });
			expect((await signedIn(service, { identifier })).session.account).toBe(account);
		}
	);

	test('do not sign in by an address that is not proven', async () => {
		const service = await openService();
		await member(service);
		const unproven = signIn(service, { identifier: 'ada@example.org' });
		expect(await refusal(unproven)).toBe('sign_in.not_accepted');
	});

	test('sign in again and again, each time to another session', async () => {
		const service = await openService();
		await member(service);
		const [first, second] = [await signedIn(service), await signedIn(service)];
		expect(first.session.id).not.toBe(second.session.id);
		expect(await service.sessions.check(first.token)).toBeDefined();
	});

	test('sign in for as long as was asked', async () => {
		const service = await openService();
		await member(service);
		const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
		const result = await service.signIn.withPassword(given, attempt());
		expect(result).toMatchObject({ issued: { session: { lifetime: 'lasting' } } });
	});
});

describe('what is not accepted', () => {
	test('is told alike and costs alike, whether or not the name is known', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		await member(service);
		const disabled = await member(service, 'dora');
		await service.disable(disabled.account);
		for (const given of [
			{ identifier: 'ada', password: 'not the password of ada' },
			{ identifier: 'nobody', password: PASSWORD },
			{ identifier: '', password: PASSWORD },
			{ identifier: '\0', password: PASSWORD },
			{ identifier: 'x'.repeat(100_000), password: PASSWORD },
			{ identifier: '🦊', password: 'x'.repeat(2048) },
			{ identifier: 'ada', password: '\ud800 is no text at all' },
			{ identifier: grace.username, password: PASSWORD },
			{ identifier: 'dora', password: PASSWORD },
			{ identifier: 'ada@example.org', password: ` ${PASSWORD}` }
		]) {
			service.work.length = 0;
			expect(await refusal(signIn(service, given))).toBe('sign_in.not_accepted');
			expect(service.work).toEqual(['verify']);
		}
		const failures = (await service.stores.dump()).match(/sign_in\.failed/g);
		expect(failures).toHaveLength(10);
	});

	test('opens no session and is on record where the account is known', async () => {
		const service = await openService();
		const ada = await member(service);
		await refusal(signIn(service, { password: 'not the password of ada' }));
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.failed',
			details: { method: 'passwords' }
		});
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});

	test('includes the password of someone else', async () => {
		const service = await openService();
		await member(service, 'ada', 'green ladders hum softly');
		await member(service, 'eve');
		expect(await refusal(signIn(service, { identifier: 'ada' }))).toBe('sign_in.not_accepted');
	});
});

describe('a password beside a second factor', () => {
	test('leads to a challenge by the other methods, the strongest first', async () => {
		const service = await openService();
		const ada = await member(service);
		const { issued } = await addTotp(service, ada);
		await addPasskey(service, issued);
		const challenge = await challenged(service);
		expect(challenge.methods).toEqual(['passkeys', 'totp', 'recovery-codes']);
		expect(challenge).toMatchObject({ purpose: 'sign-in', attemptsLeft: 5 });
	});

	test('leaves the browser half-way: without a session or a record of one', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const before = await service.sessions.list(ada.account);
		await challenged(service);
		expect(await service.sessions.list(ada.account)).toEqual(before);
		expect(await service.codesOf(ada.account)).not.toContain('sign_in.succeeded');
	});

	test.each(['totp', 'recovery-codes'])('signs in with %s, at level 2', async (method) => {
		const service = await openService();
		const ada = await totpMember(service);
		const ref = await challenged(service);
		const answer = method === 'totp' ? ada.code() : ada.recoveryCodes[0];
		const verdict = await service.signIn.answer(ref, { method, answer }, attempt());
		if (!verdict.verified) throw new Error(verdict.reason);
		const { session, token } = verdict.issued;
		expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'otp', 'mfa'], isRecovery: false });
		expect(session.proofs.map((proof) => proof.method)).toEqual(['passwords', method]);
		expect(await service.sessions.check(token)).toEqual(session);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.succeeded',
			details: { methods: `passwords ${method}` }
		});
	});

	test('stays half-way after a wrong code', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const given = { method: 'totp', answer: otherThan(ada.code()) };
		const verdict = await service.signIn.answer(await challenged(service), given, attempt());
		expect(verdict).toMatchObject({ verified: false, attemptsLeft: 4 });
		expect(verdict).not.toHaveProperty('issued');
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});

	test('cannot be answered with the password', async () => {
		const service = await openService();
		await totpMember(service);
		const ref = await challenged(service);
		const given = { method: 'passwords', answer: PASSWORD };
		expect(await refusal(service.signIn.answer(ref, given, attempt()))).toBe(
			'challenges.method_not_offered'
		);
	});
});

describe('a hash of yesterday', () => {
	const stronger = { memoryKiB: 16, passes: 2, parallelism: 1 };

	test('is renewed when its password signs in, and the password keeps working', async () => {
		const before = await openService();
		const ada = await member(before);
		const service = restarted(before, { params: stronger });
		await signedIn(service);
		expect(service.work).toEqual(['verify', 'hash']);
		const [factor] = await service.factors.list(ada.account);
		expect(factor?.state).toMatchObject({ hash: expect.stringContaining('m=16,t=2') as string });
		expect(factor?.state).toMatchObject({ worksAlone: true });
		service.work.length = 0;
		await signedIn(service);
		expect(service.work).toEqual(['verify']);
	});

	test('is not renewed by a wrong password', async () => {
		const before = await openService();
		await member(before);
		const service = restarted(before, { params: stronger });
		await refusal(signIn(service, { password: 'not the password of ada' }));
		expect(service.work).toEqual(['verify']);
	});

	test('signs in however many try at once', async () => {
		const before = await openService();
		const ada = await member(before);
		const service = restarted(before, { params: stronger });
		const all = await Promise.all(Array.from({ length: 10 }, () => signedIn(service)));
		expect(new Set(all.map(({ session }) => session.account))).toEqual(new Set([ada.account]));
		await signedIn(service);
	});
});

describe('a disabled account', () => {
	test('cannot go on from a challenge that it had', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const ref = await challenged(service);
		await service.disable(ada.account);
		const given = { method: 'totp', answer: ada.code() };
		const answered = service.signIn.answer(ref, given, attempt());
		expect(await refusal(answered)).toBe('challenges.gone');
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});
});

describe('a proof that no longer holds', () => {
	test('does not sign in: the password was changed while its challenge was open', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const ref = await challenged(service);
		const change = { current: PASSWORD, next: 'green ladders hum softly' };
		await service.passwordChanges.change(enroller(ada), change);
		const given = { method: 'totp', answer: ada.code() };
		const answered = service.signIn.answer(ref, given, attempt());
		expect(await refusal(answered)).toBe('sign_in.not_accepted');
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});

	test('does not sign in: the password was changed while it was being checked', async () => {
		const service = await openService();
		const ada = await member(service);
		const change = { current: PASSWORD, next: 'green ladders hum softly' };
		service.meanwhile(() => service.passwordChanges.change(enroller(ada), change));
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		const left = await service.sessions.list(ada.account);
		expect(left.map(({ id }) => id)).toEqual([ada.session.id]);
		await signedIn(service, { password: change.next });
	});

	test('does not sign in: a second factor came while the password was being checked', async () => {
		const service = await openService();
		const ada = await member(service);
		// The factors were read before; the account now asks for more than the password.
		service.meanwhile(() => addTotp(service, ada));
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});
});
