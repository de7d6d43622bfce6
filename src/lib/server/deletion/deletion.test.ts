import { beforeEach, describe, expect, test } from 'vitest';

import {
	attempt,
	enroller,
	member,
	PASSWORD,
	passkeyMember,
	signedIn,
	signIn,
	signInByPasskey,
	totpMember
} from '../people.fixture.ts';
import { openService, racing, refusal, type Service } from '../testing.fixture.ts';

let service: Service;

beforeEach(async () => {
	service = await openService();
});

/** The first administrator, by the link that is printed at start. */
async function administrator() {
	const invitation = (await service.invitations.offerFirstAdministrator()) ?? '';
	const given = { username: 'boss', email: 'boss@example.org', password: PASSWORD, invitation };
	const { issued } = await service.signUp.withPassword(given, attempt());
	return { account: issued.session.account, by: enroller(issued) };
}

describe('deleting an account', () => {
	test('takes its factors, its sessions and its browsers with it, and frees its names', async () => {
		const ada = await totpMember(service);
		await service.deletion.delete(enroller(ada));
		expect(await service.accounts.find(ada.account)).toBeUndefined();
		expect(await service.factors.list(ada.account)).toEqual([]);
		expect(await service.sessions.list(ada.account)).toEqual([]);
		expect(await service.stores.knownBrowsers.list(ada.account)).toEqual([]);
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect((await member(service)).account).not.toBe(ada.account);
	});

	test('stays on record, with the name that it had', async () => {
		const ada = await member(service);
		await service.deletion.delete(enroller(ada));
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'account.deleted',
			details: { username: 'ada' }
		});
	});

	test('leaves others alone', async () => {
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		await service.deletion.delete(enroller(ada));
		expect(await service.sessions.check(eve.token)).toBeDefined();
		await signedIn(service, { identifier: 'eve' });
	});

	test('by a session that was ended meanwhile changes nothing', async () => {
		const ada = await member(service);
		await service.sessions.endAll(ada.account);
		expect(await refusal(service.deletion.delete(enroller(ada)))).toBe('sessions.required');
		await signedIn(service);
	});

	test('in the middle of a password check lets nobody in', async () => {
		const ada = await member(service);
		service.meanwhile(() => service.deletion.delete(enroller(ada)));
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		expect(await service.sessions.list(ada.account)).toEqual([]);
	});

	test('that races with 50 sign-ins leaves no session', async () => {
		const grace = await passkeyMember(service);
		await racing(async (at) => {
			if (at === 20) await service.deletion.delete(enroller(grace));
			else await signInByPasskey(service, grace.key, { by: `browser ${at}` });
		});
		expect(await service.sessions.list(grace.account)).toEqual([]);
		expect(await service.stores.knownBrowsers.list(grace.account)).toEqual([]);
	});

	test('50 times at once is on record once', async () => {
		const ada = await member(service);
		await racing(() => service.deletion.delete(enroller(ada)));
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code === 'account.deleted')).toHaveLength(1);
	});

	test('changes nothing while sessions cannot be ended', async () => {
		const ada = await member(service);
		service.breakEndings({ after: 0 });
		expect(await refusal(service.deletion.delete(enroller(ada)))).toBe('stores.unavailable');
		expect(await service.accounts.find(ada.account)).toBeDefined();
		expect(await service.codesOf(ada.account)).not.toContain('account.deleted');
	});

	test('leaves only the session that asks when an outage follows the commit, and it can repeat it', async () => {
		const ada = await member(service);
		const other = await signedIn(service);
		const mend = service.breakEndings({ after: 1 });
		expect(await refusal(service.deletion.delete(enroller(ada)))).toBe('stores.unavailable');
		expect(await service.accounts.find(ada.account)).toBeUndefined();
		expect(await service.sessions.check(other.token)).toBeUndefined();
		mend();
		await service.deletion.delete(enroller(ada));
		expect(await service.sessions.list(ada.account)).toEqual([]);
		expect(await service.stores.knownBrowsers.list(ada.account)).toEqual([]);
	});

	test('is refused to the only administrator, whose other sessions stay', async () => {
		const boss = await administrator();
		await signedIn(service, { identifier: 'boss' });
		expect(await service.deletion.isNeeded(boss.account)).toBe(true);
		expect(await refusal(service.deletion.delete(boss.by))).toBe('deletion.last_administrator');
		expect(await service.sessions.list(boss.account)).toHaveLength(2);
	});

	test('is told to a proven address, and to no other', async () => {
		const [ada, eve] = [await member(service), await member(service, 'eve')];
		const proven = { email: 'ada@example.org', normal: 'ada@example.org' };
		await service.accounts.claimEmail(ada.account, proven);
		await service.deletion.delete(enroller(ada));
		await service.deletion.delete(enroller(eve));
		const to = (await service.mails()).map((mail) => mail.to);
		expect(to).toEqual(['ada@example.org']);
	});
});
