import { beforeEach, describe, expect, test } from 'vitest';

import type { GroupChange } from '../accounts/index.ts';
import type { AccountId } from '../core/ids.ts';
import {
	attempt,
	caller,
	challenged,
	enroller,
	member,
	PASSWORD,
	passkeyMember,
	signedIn,
	signIn,
	signInByPasskey,
	totpMember
} from '../people.fixture.ts';
import { begun, proven } from '../recovery/returning.fixture.ts';
import { HOUR, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const operator = { caller };

/** An administrator, who came by an invitation. */
async function administrator(service: Service, username = 'boss') {
	const [first] = await service.accounts.list({ limit: 1 });
	const invitation = first
		? (await service.invitations.create({ session: await anySession(service), caller }, 'admin'))
				.secret
		: await service.invitations.offerFirstAdministrator();
	const who = { username, email: `${username}@example.org`, password: PASSWORD };
	const given = { ...who, ...(invitation && { invitation }) };
	const { issued } = await service.signUp.withPassword(given, attempt(username));
	return { ...issued, account: issued.session.account, by: enroller(issued) };
}

async function anySession(service: Service) {
	const [boss] = await service.accounts.list({ limit: 1, search: 'boss' });
	const [session] = boss ? await service.sessions.list(boss.id) : [];
	if (!session) throw new Error('The first administrator is signed out.');
	return session;
}

let service: Service;
let boss: Awaited<ReturnType<typeof administrator>>;

beforeEach(async () => {
	service = await openService();
	boss = await administrator(service);
});

const open = async (account: AccountId) => (await service.sessions.list(account)).length;
const statusOf = async (account: AccountId) => (await service.accounts.find(account))?.status;

describe('disabling an account', () => {
	test('ends its sessions and forgets its browsers, and is on its record with who did it', async () => {
		const ada = await member(service);
		await signedIn(service);
		await service.administration.disable(boss.by, ada.account);
		expect(await statusOf(ada.account)).toBe('disabled');
		expect(await open(ada.account)).toBe(0);
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.stores.knownBrowsers.list(ada.account)).toEqual([]);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'account.disabled',
			details: { admin: 'boss' }
		});
		expect(await open(boss.account)).toBe(1);
	});

	test('is answered like a wrong password when it signs in, and lets it in again once enabled', async () => {
		const ada = await member(service);
		await service.administration.disable(boss.by, ada.account);
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect(await refusal(signIn(service, { password: 'wrong' }))).toBe('sign_in.not_accepted');
		await service.administration.enable(boss.by, ada.account);
		await signedIn(service);
		expect(await service.codesOf(ada.account)).toContain('account.enabled');
	});

	test('ends what is half-way, also when it is enabled again at once', async () => {
		const ada = await totpMember(service);
		const ref = await challenged(service);
		await service.administration.disable(boss.by, ada.account);
		expect(await refusal(service.challenges.get(ref))).toBe('challenges.gone');
		await service.administration.enable(boss.by, ada.account);
		const given = { method: 'totp', answer: ada.code() };
		const answered = service.signIn.answer(ref, given, attempt());
		expect(await refusal(answered)).toBe('challenges.gone');
		expect(await open(ada.account)).toBe(0);
	});

	test('in the middle of a password check lets nobody in, also when it is enabled again', async () => {
		const ada = await member(service);
		service.meanwhile(async () => {
			await service.administration.disable(boss.by, ada.account);
			await service.administration.enable(boss.by, ada.account);
		});
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect(await open(ada.account)).toBe(0);
	});

	test('that races with 50 sign-ins leaves no session and no known browser', async () => {
		const [ada, grace] = [await member(service), await passkeyMember(service)];
		await racing(async (at) => {
			if (at === 10) await service.administration.disable(boss.by, ada.account);
			else if (at === 20) await service.administration.disable(boss.by, grace.account);
			else if (at % 2 === 0) await signIn(service, { by: `browser ${at}` });
			else await signInByPasskey(service, grace.key, { by: `browser ${at}` });
		});
		for (const { account } of [ada, grace]) {
			expect(await open(account)).toBe(0);
			expect(await service.stores.knownBrowsers.list(account)).toEqual([]);
		}
	});

	test('is on record once, however often it is said', async () => {
		const ada = await member(service);
		const outcome = await racing(() => service.administration.disable(boss.by, ada.account));
		expect(outcome).toEqual({ done: 50 });
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code === 'account.disabled')).toHaveLength(1);
	});

	test('ends a session that a crash between the two stores has left', async () => {
		const ada = await member(service);
		await service.disable(ada.account);
		expect(await open(ada.account)).toBe(1);
		await service.administration.disable(boss.by, ada.account);
		expect(await open(ada.account)).toBe(0);
	});

	test('is refused for oneself, and for the last administrator by the operator', async () => {
		const { disable } = service.administration;
		expect(await refusal(disable(boss.by, boss.account))).toBe('administration.oneself');
		expect(await refusal(disable(operator, boss.account))).toBe(
			'administration.last_administrator'
		);
		expect(await statusOf(boss.account)).toBe('active');
		expect(await open(boss.account)).toBe(1);
	});

	test('of each other at once leaves one of two administrators', async () => {
		const other = await administrator(service, 'other');
		await Promise.all([
			refusal(service.administration.disable(boss.by, other.account)),
			refusal(service.administration.disable(other.by, boss.account))
		]);
		const left = [await statusOf(boss.account), await statusOf(other.account)];
		expect(left.toSorted()).toEqual(['active', 'disabled']);
	});
});

describe('what an administrator does', () => {
	const verbs = ['disable', 'enable', 'unlock', 'endSessions', 'demandPassword'] as const;

	test.each(verbs)(
		'%s is refused to who is none, and for an account that is none',
		async (verb) => {
			const [ada, eve] = [await member(service), await member(service, 'eve')];
			const run = service.administration[verb];
			expect(await refusal(run(enroller(eve), ada.account))).toBe(
				'administration.not_administrator'
			);
			expect(await refusal(run(boss.by, 'acc_nobody' as AccountId))).toBe('administration.unknown');
			expect(await open(ada.account)).toBe(1);
		}
	);

	test.each(verbs)('%s is refused to a session that was ended meanwhile', async (verb) => {
		const ada = await member(service);
		await service.sessions.endAll(boss.account);
		const run = service.administration[verb];
		expect(await refusal(run(boss.by, ada.account))).toBe('sessions.required');
		expect(await open(ada.account)).toBe(1);
	});

	test('can be done by the operator, who is named as nobody', async () => {
		const ada = await member(service);
		await service.administration.disable(operator, ada.account);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({ details: { admin: '' } });
	});
});

describe('ending sessions', () => {
	test('of one account says how many, and leaves others alone', async () => {
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		await signedIn(service);
		expect(await service.administration.endSessions(boss.by, ada.account)).toBe(2);
		expect([await open(ada.account), await open(eve.account)]).toEqual([0, 1]);
		expect(await service.codesOf(ada.account)).toContain('sessions.ended_by_administrator');
		await signedIn(service);
	});

	test('of one’s own account spares the one that asks', async () => {
		await signedIn(service, { identifier: 'boss' });
		expect(await service.administration.endSessions(boss.by, boss.account)).toBe(1);
		expect(await service.sessions.check(boss.token)).toBeDefined();
	});

	test('of everybody spares the one that asks, and is on its record', async () => {
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		await service.administration.endEverybody(boss.by);
		expect([await open(ada.account), await open(eve.account)]).toEqual([0, 0]);
		expect(await service.sessions.check(boss.token)).toBeDefined();
		expect(await service.codesOf(boss.account)).toContain('sessions.everybody_ended');
		await service.administration.endEverybody(operator);
		expect(await open(boss.account)).toBe(0);
	});

	test('of everybody is refused to who is no administrator', async () => {
		const eve = await member(service, 'eve');
		const refused = refusal(service.administration.endEverybody(enroller(eve)));
		expect(await refused).toBe('administration.not_administrator');
		expect(await open(boss.account)).toBe(1);
	});
});

describe('an account that strangers have guessed at until it was shut', () => {
	/** Guesses from everywhere, by whom nothing has to be waited for. */
	async function shut() {
		service = await openService({ throttleScale: 1 });
		boss = await administrator(service);
		const ada = await member(service);
		for (let at = 0; at < 61; at += 1) {
			const thief = { ...caller, address: `198.51.${at}.1` };
			const given = { identifier: 'ada', password: `guess ${at}`, lifetime: 'brief' } as const;
			await refusal(service.signIn.withPassword(given, { ...attempt('thief'), caller: thief }));
			service.clock.advance(HOUR);
		}
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		service.clock.advance(HOUR);
		return ada;
	}

	test('lets its owner in after it was disabled and enabled', async () => {
		const ada = await shut();
		await service.administration.disable(operator, ada.account);
		await service.administration.enable(operator, ada.account);
		await signedIn(service);
	});

	test('lets its owner in once it is unlocked, which is on record', async () => {
		const ada = await shut();
		await service.administration.unlock(operator, ada.account);
		await signedIn(service);
		expect(await service.codesOf(ada.account)).toContain('account.unlocked');
	});
});

describe('demanding another password', () => {
	test('ends what is half-way: the old password opens nothing, however the second factor comes', async () => {
		const ada = await totpMember(service);
		const ref = await challenged(service);
		await service.administration.demandPassword(operator, ada.account);
		const given = { method: 'totp', answer: ada.code() };
		expect(await refusal(service.signIn.answer(ref, given, attempt()))).toBe('challenges.gone');
		expect(await open(ada.account)).toBe(0);
	});

	test('in the middle of a password check lets nobody in by the old one', async () => {
		const ada = await member(service);
		service.meanwhile(() => service.administration.demandPassword(operator, ada.account));
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect(await open(ada.account)).toBe(0);
		expect(await refusal(signIn(service))).toBe('sign_in.new_password_required');
	});

	test('opens no session by a recovery code, either', async () => {
		const ada = await totpMember(service);
		await service.administration.demandPassword(operator, ada.account);
		const [code = ''] = ada.recoveryCodes;
		const given = { identifier: 'ada', password: PASSWORD, code };
		const recovered = refusal(service.signIn.recover(given, attempt()));
		expect(await recovered).toBe('sign_in.new_password_required');
		expect(await open(ada.account)).toBe(0);
	});

	test('ends the sessions, and is on record', async () => {
		const ada = await member(service);
		await service.administration.demandPassword(boss.by, ada.account);
		expect(await open(ada.account)).toBe(0);
		expect(await service.accounts.find(ada.account)).toMatchObject({
			passwordDemand: 'compromised'
		});
		expect(await service.codesOf(ada.account)).toContain('password.demanded');
	});

	test('is refused where there is none', async () => {
		const grace = await passkeyMember(service);
		const refused = refusal(service.administration.demandPassword(boss.by, grace.account));
		expect(await refused).toBe('administration.no_password');
		expect(await open(grace.account)).toBe(1);
	});
});

describe('stopping a recovery that waits', () => {
	async function waiting() {
		const ada = await proven(service);
		await begun(service);
		return ada;
	}

	test('ends it alone: the account stays open, its owner is told, and it is on record with who did it', async () => {
		const ada = await waiting();
		await service.administration.stopRecovery(boss.by, ada.account);
		expect(await service.recoveries.of(ada.account)).toBeUndefined();
		expect(await statusOf(ada.account)).toBe('active');
		expect(await service.sessions.check(ada.token)).toBeDefined();
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'recovery.cancelled',
			details: { admin: 'boss' }
		});
		expect((await service.mails()).at(-1)).toMatchObject({
			to: 'ada@example.org',
			subject: 'The way back into your Latchkey account is closed'
		});
		await begun(service);
	});

	test('of 50 at once one does, and where none waits none does', async () => {
		const ada = await waiting();
		expect(await racing(() => service.administration.stopRecovery(operator, ada.account))).toEqual({
			done: 1,
			'administration.no_recovery': 49
		});
	});

	test('is for administrators only', async () => {
		const ada = await waiting();
		const eve = await member(service, 'eve');
		const stopped = service.administration.stopRecovery(enroller(eve), ada.account);
		expect(await refusal(stopped)).toBe('administration.not_administrator');
		expect(await service.recoveries.of(ada.account)).toBeDefined();
	});
});

describe('changing the groups of an account', () => {
	const change = (id: AccountId, given: GroupChange) =>
		service.administration.changeGroups(boss.by, id, given);
	const groupsOf = async (id: AccountId) => (await service.accounts.find(id))?.groups;

	test('adds and removes, in order, and is on record with who did it', async () => {
		const { account } = await member(service);
		expect(await change(account, { add: ['writers', 'admins', 'writers'] })).toEqual([
			'admins',
			'writers'
		]);
		expect(await change(account, { add: ['a.b-c_1'], remove: ['admins'] })).toEqual([
			'a.b-c_1',
			'writers'
		]);
		expect(await groupsOf(account)).toEqual(['a.b-c_1', 'writers']);
		expect((await service.events(account)).at(-1)).toMatchObject({
			code: 'account.groups_changed',
			details: { admin: 'boss', groups: 'a.b-c_1, writers' }
		});
	});

	test('takes out what is both added and removed', async () => {
		const { account } = await member(service);
		expect(await change(account, { add: ['writers'], remove: ['writers'] })).toEqual([]);
	});

	test('that changes nothing is not on record', async () => {
		const { account } = await member(service);
		await change(account, { remove: ['writers'] });
		expect(await service.codesOf(account)).not.toContain('account.groups_changed');
	});

	test.each(['', 'Writers', 'a,b', 'a b', '-a', 'a.', 'ä', 'a\nb', 'x'.repeat(33)])(
		'refuses the name %j',
		async (name) => {
			const { account } = await member(service);
			expect(await refusal(change(account, { add: [name] }))).toBe('accounts.group_not_allowed');
			expect(await refusal(change(account, { remove: [name] }))).toBe('accounts.group_not_allowed');
			expect(await groupsOf(account)).toEqual([]);
		}
	);

	test('puts nobody into more than 50', async () => {
		const { account } = await member(service);
		const names = Array.from({ length: 50 }, (_, at) => `group-${at}`);
		expect(await change(account, { add: names })).toHaveLength(50);
		const more = change(account, { add: ['one-more'] });
		expect(await refusal(more)).toBe('accounts.too_many_groups');
		expect(await change(account, { add: ['one-more'], remove: ['group-0'] })).toHaveLength(50);
	});

	test('by 50 at once loses none', async () => {
		const { account } = await member(service);
		await racing((at) => change(account, { add: [`group-${at}`] }));
		expect(await groupsOf(account)).toHaveLength(50);
	});

	test('is for administrators only', async () => {
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		const changed = service.administration.changeGroups(enroller(eve), ada.account, { add: ['a'] });
		expect(await refusal(changed)).toBe('administration.not_administrator');
		expect(await groupsOf(ada.account)).toEqual([]);
	});
});
