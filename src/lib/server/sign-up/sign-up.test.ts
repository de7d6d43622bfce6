import { describe, expect, test } from 'vitest';

import { attempt, member, PASSWORD, signedIn, signIn } from '../people.fixture.ts';
import type { StoredSession } from '../sessions/index.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const signUp = (
	service: Service,
	{
		username = 'ada',
		email = `${username.length}@example.org`,
		password = PASSWORD
	}: { username?: string; email?: string; password?: string } = {}
) => service.signUp.withPassword({ username, email, password }, attempt());

describe('signing up with a password', () => {
	test('makes an account and its first session, at level 1', async () => {
		const service = await openService();
		const who = { username: 'Ada', email: 'ada@example.org', displayName: ' Ada L. ' };
		const { issued, recoveryCodes } = await service.signUp.withPassword(
			{ ...who, locale: 'de', password: PASSWORD },
			attempt()
		);
		const { session, token } = issued;
		expect(recoveryCodes).toBeUndefined();
		expect(session).toMatchObject({ aal: 1, amr: ['pwd'], lifetime: 'brief', isRecovery: false });
		expect(await service.sessions.check(token)).toEqual(session);
		const account = await service.accounts.find(session.account);
		expect(account).toMatchObject({
			username: 'Ada',
			email: 'ada@example.org',
			isEmailProven: false,
			displayName: 'Ada L.',
			locale: 'de',
			role: 'member',
			status: 'active'
		});
		expect(account?.userHandle).toMatch(/^[\w-]{43}$/);
		expect(await service.events(session.account)).toMatchObject([
			{ code: 'account.created', details: { method: 'passwords', invited: false } }
		]);
	});

	test('keeps nothing that tells the password', async () => {
		const service = await openService();
		await signUp(service);
		expect(await service.stores.dump()).not.toContain(PASSWORD);
	});

	test.each(['a', '', ' ', 'admin', 'root', 'a b', 'a@b', 'аdа1', '🦊🦊', 'x'.repeat(33)])(
		'is refused for the username %j',
		async (username) => {
			const service = await openService();
			const failed = signUp(service, { username, email: 'a@example.org' });
			expect(await refusal(failed)).toBe('accounts.username_not_allowed');
			expect(await service.accounts.list({ limit: 1 })).toEqual([]);
		}
	);

	test.each(['', 'ada', '@example.org', 'ada@', 'ada@localhost', 'a@b@c.org', 'ada@[127.0.0.1]'])(
		'is refused for the address %j',
		async (email) => {
			const service = await openService();
			expect(await refusal(signUp(service, { email }))).toBe('accounts.email_not_allowed');
			expect(await service.accounts.list({ limit: 1 })).toEqual([]);
		}
	);

	test.each([
		['short', 'too_short'],
		['x'.repeat(257), 'too_long'],
		['aaaaaaaaaaaaaaaa', 'trivial'],
		['example org 12345', 'own_name'],
		['\0 blue teapots sail north', 'malformed']
	])('is refused for the password %j, with the reason', async (password, reason) => {
		const service = await openService();
		const failed = signUp(service, { password });
		await expect(failed).rejects.toMatchObject({
			code: 'passwords.not_allowed',
			details: { reason }
		});
		expect(await service.accounts.list({ limit: 1 })).toEqual([]);
		// Judged before it costs anything.
		expect(service.work).toEqual([]);
	});
});

describe('a username', () => {
	test.each(['ada', 'ADA', ' Ada ', 'ａｄａ', 'аda'])(
		'is taken in the spelling %j',
		async (username) => {
			const service = await openService();
			await member(service, 'ada');
			expect(['accounts.username_taken', 'accounts.username_not_allowed']).toContain(
				await refusal(signUp(service, { username, email: 'other@example.org' }))
			);
			expect((await service.accounts.list({ limit: 10 })).length).toBe(1);
		}
	);

	test('goes to one of 50 who want it at once, and nothing is left of the others', async () => {
		const service = await openService();
		const spellings = ['nila', 'NILA', 'Nila', 'niIa'];
		const outcomes = await racing((at) =>
			signUp(service, {
				username: spellings[at % spellings.length] ?? '',
				email: `nila${at}@example.org`
			})
		);
		expect(outcomes).toEqual({ done: 1, 'accounts.username_taken': 49 });
		const accounts = await service.accounts.list({ limit: 100 });
		expect(accounts).toHaveLength(1);
		const rows = (await service.stores.dump()).match(/"(acc_[\w-]{22})"/g);
		expect(new Set(rows)).toEqual(new Set([`"${accounts[0]?.id}"`]));
		const { session } = await signedIn(service, { identifier: 'nila' });
		expect(await service.factors.list(session.account)).toHaveLength(1);
		expect(await service.codesOf(session.account)).toEqual([
			'account.created',
			'sign_in.succeeded'
		]);
	});
});

describe('an address that is known already', () => {
	test('is not told, and signs nobody in before it is proven', async () => {
		const service = await openService();
		await member(service, 'ada');
		const email = 'ADA@example.org';
		const { issued } = await signUp(service, { username: 'eve', email });
		const second = await service.accounts.find(issued.session.account);
		expect(second).toMatchObject({ email, isEmailProven: false, status: 'active' });

		expect(await refusal(signIn(service, { identifier: email }))).toBe('sign_in.not_accepted');
		const byName = await signedIn(service, { identifier: 'eve' });
		expect(byName.session.account).toBe(issued.session.account);
	});

	test('costs what an unknown one costs', async () => {
		const service = await openService();
		await member(service, 'ada');
		for (const email of ['ada@example.org', 'new@example.org']) {
			service.work.length = 0;
			await signUp(service, { username: email.slice(0, 3) + 'x', email });
			expect(service.work).toEqual(['hash']);
		}
	});
});

test('leaves no session to an account that is disabled while its first one is saved', async () => {
	const service = await openService();
	const { sessions, knownBrowsers } = service.stores;
	const { save } = sessions;
	const disabled: StoredSession[] = [];
	sessions.save = async (session) => {
		await service.disable(session.account);
		disabled.push(session);
		return save(session);
	};
	expect(await refusal(signUp(service))).toBe('accounts.disabled');
	expect(disabled).toHaveLength(1);
	for (const { account } of disabled) {
		expect(await service.sessions.list(account)).toEqual([]);
		expect(await knownBrowsers.list(account)).toEqual([]);
	}
});

test('an address that signs up without end has to wait', async () => {
	const service = await openService({ throttleScale: 1 });
	const codes = [];
	for (let at = 0; at < 52; at += 1)
		codes.push(
			await refusal(signUp(service, { username: `many${at}x`, email: 'many@example.org' }))
		);
	expect(codes.slice(0, 50)).toEqual(Array(50).fill('nothing refused'));
	expect(codes.slice(50)).toEqual(Array(2).fill('throttling.wait'));
	service.clock.advance(2 * MINUTE);
	expect(await refusal(signUp(service, { username: 'later', email: 'l@example.org' }))).toBe(
		'nothing refused'
	);
});
