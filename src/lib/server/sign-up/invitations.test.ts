import { describe, expect, test } from 'vitest';

import { sampleAccount } from '../accounts/account-store.contract.ts';
import { attempt, authenticator, enroller, member, PASSWORD } from '../people.fixture.ts';
import { DAY, openService, racing, refusal, restarted, type Service } from '../testing.fixture.ts';

const invited = ({ signUp }: Service, invitation: string | undefined, username = 'visitor') => {
	const who = { username, email: `${username}@example.org`, password: PASSWORD };
	return signUp.withPassword({ ...who, ...(invitation && { invitation }) }, attempt());
};

/** A service for guests only, with its administrator. */
async function guarded(signUp: 'invitation' | 'closed' = 'invitation') {
	const before = await openService();
	const link = await before.invitations.offerFirstAdministrator();
	const { issued } = await invited(before, link, 'host');
	const host = { ...issued, account: issued.session.account };
	const service = restarted(before, { signUp });
	const by = enroller(host);
	const invite = (role: 'member' | 'admin' = 'member') => service.invitations.create(by, role);
	return { service, host, by, invite };
}

describe('signing up', () => {
	test('is open to all where the setting says so', async () => {
		const service = await openService({ signUp: 'open' });
		await invited(service, undefined);
		expect(await refusal(invited(service, 'made up', 'other'))).toBe('accounts.invitation_invalid');
	});

	test.each(['invitation', 'closed'] as const)('is not open when it is %s', async (setting) => {
		const { service } = await guarded(setting);
		expect(await refusal(invited(service, undefined))).toBe('accounts.sign_up_closed');
		expect(await refusal(invited(service, 'made up'))).toBe('accounts.invitation_invalid');
		const who = { username: 'visitor', email: 'visitor@example.org' };
		expect(await refusal(service.signUp.beginPasskey(who, attempt()))).toBe(
			'accounts.sign_up_closed'
		);
		expect(await service.accounts.list({ limit: 9 })).toHaveLength(1);
	});

	test.each(['member', 'admin'] as const)('by an invitation makes a %s', async (role) => {
		const { service, host, invite } = await guarded();
		const { secret } = await invite(role);
		const { issued } = await invited(service, secret);
		const { account } = issued.session;
		expect(await service.accounts.find(account)).toMatchObject({ role });
		expect(await service.events(account)).toMatchObject([
			{ code: 'account.created', details: { invited: true } },
			{ code: 'invitation.used' }
		]);
		expect((await service.events(host.account)).at(-1)).toMatchObject({
			code: 'invitation.created',
			session: host.session.id,
			details: { role }
		});
	});

	test('by an invitation stays closed to guests when it is closed', async () => {
		const { service, invite } = await guarded('closed');
		const { secret } = await invite();
		expect(await refusal(invited(service, secret))).toBe('accounts.sign_up_closed');
	});

	test('by an invitation from the shell is open even when it is closed', async () => {
		const { service } = await guarded('closed');
		const caller = { requestId: 'shell', address: 'shell', userAgent: 'latchkey' };
		const { secret, invitation } = await service.invitations.create({ caller }, 'admin');
		expect(invitation.createdBy).toBe('shell');
		const { issued } = await invited(service, secret);
		expect(await service.accounts.find(issued.session.account)).toMatchObject({ role: 'admin' });
	});
});

describe('an invitation', () => {
	test('is used once', async () => {
		const { service, invite } = await guarded();
		const { secret } = await invite();
		await invited(service, secret);
		expect(await refusal(invited(service, secret, 'second'))).toBe('accounts.invitation_invalid');
	});

	test('is used once by 50 at the same time, and leaves nothing of the others', async () => {
		const { service, invite } = await guarded();
		const { secret } = await invite();
		const outcomes = await racing((at) => invited(service, secret, `visitor${at}`));
		expect(outcomes).toEqual({ done: 1, 'accounts.invitation_invalid': 49 });
		expect(await service.accounts.list({ limit: 100 })).toHaveLength(2);
	});

	test('is good for a week', async () => {
		const { service, invite } = await guarded();
		const { secret, invitation } = await invite();
		expect(invitation.expiresAt).toEqual(new Date(service.clock.now().getTime() + 7 * DAY));
		service.clock.advance(7 * DAY - 1);
		expect(await service.invitations.list()).toHaveLength(1);
		service.clock.advance(1);
		expect(await refusal(invited(service, secret))).toBe('accounts.invitation_invalid');
		expect(await service.invitations.list()).toEqual([]);
	});

	test('that is withdrawn is void, which is on record once', async () => {
		const { service, host, by, invite } = await guarded();
		const { secret, invitation } = await invite();
		expect(await service.invitations.withdraw(by, invitation.id)).toBe(true);
		expect(await service.invitations.withdraw(by, invitation.id)).toBe(false);
		expect(await refusal(invited(service, secret))).toBe('accounts.invitation_invalid');
		const codes = await service.codesOf(host.account);
		expect(codes.filter((code) => code === 'invitation.withdrawn')).toHaveLength(1);
	});

	test('does not let an administrator back in who has left', async () => {
		const { service, host, invite } = await guarded();
		const other = await invited(service, (await invite('admin')).secret, 'other');
		const { secret } = await invite('admin');
		const who = { username: 'host2', email: 'host2@example.org', invitation: secret };
		const { ceremony, options } = await service.signUp.beginPasskey(who, attempt());
		await service.deletion.delete(enroller(host));
		expect(await refusal(invited(service, secret))).toBe('accounts.invitation_invalid');
		const response = authenticator().create(options);
		const failed = service.signUp.finishPasskey({ ceremony, response }, attempt());
		expect(await refusal(failed)).toBe('accounts.invitation_invalid');
		expect(await service.invitations.list()).toEqual([]);
		expect(await service.accounts.list({ limit: 9 })).toMatchObject([
			{ id: other.issued.session.account }
		]);
	});

	test('is void while the administrator who made it is disabled', async () => {
		const { service, host, invite } = await guarded();
		const other = await invited(service, (await invite('admin')).secret, 'other');
		const { secret } = await invite('admin');
		await service.administration.disable(enroller(other.issued), host.account);
		expect(await refusal(invited(service, secret))).toBe('accounts.invitation_invalid');
		expect(await service.invitations.list()).toEqual([]);
	});

	test('stays usable when its bearer picked a name that is taken', async () => {
		const { service, invite } = await guarded();
		const { secret } = await invite();
		expect(await refusal(invited(service, secret, 'host'))).toBe('accounts.username_taken');
		await invited(service, secret);
	});

	test('is stored by its hash only, and its list does not tell the secret', async () => {
		const { service, invite } = await guarded();
		const { secret } = await invite();
		expect(await service.stores.dump()).not.toContain(secret);
		expect(JSON.stringify(await service.invitations.list())).not.toContain(secret);
	});

	test('that is withdrawn between the two halves of a passkey sign-up is void', async () => {
		const { service, by, invite } = await guarded();
		const { secret, invitation } = await invite();
		const who = { username: 'visitor', email: 'visitor@example.org', invitation: secret };
		const { ceremony, options } = await service.signUp.beginPasskey(who, attempt());
		await service.invitations.withdraw(by, invitation.id);
		const response = authenticator().create(options);
		const failed = service.signUp.finishPasskey({ ceremony, response }, attempt());
		expect(await refusal(failed)).toBe('accounts.invitation_invalid');
		expect(await service.accounts.list({ limit: 9 })).toHaveLength(1);
	});
});

describe('the link of the first administrator', () => {
	test.each(['open', 'invitation', 'closed'] as const)(
		'opens a service that is %s, once, and makes an administrator',
		async (signUp) => {
			const service = await openService({ signUp });
			const secret = await service.invitations.offerFirstAdministrator();
			const { issued } = await invited(service, secret);
			expect(await service.accounts.find(issued.session.account)).toMatchObject({
				role: 'admin'
			});
			expect(await refusal(invited(service, secret, 'second'))).toBe('accounts.invitation_invalid');
		}
	);

	test('is new at each call, and the older one is void', async () => {
		const service = await openService({ signUp: 'closed' });
		const older = await service.invitations.offerFirstAdministrator();
		const newer = await service.invitations.offerFirstAdministrator();
		expect(newer).not.toBe(older);
		expect(await refusal(invited(service, older))).toBe('accounts.invitation_invalid');
		await invited(service, newer);
	});

	test('is on record each time, as nobody’s, without what opens the door', async () => {
		const service = await openService();
		const secrets = [];
		for (let at = 0; at < 2; at += 1)
			secrets.push(await service.invitations.offerFirstAdministrator());
		await invited(service, secrets[1]);
		await service.invitations.offerFirstAdministrator();
		const entries = await service.stores.auditChain.entries({ after: 0, limit: 100 });
		const made = entries.filter(({ code }) => code === 'invitation.created');
		expect(made).toHaveLength(2);
		for (const { account, address, details } of made) {
			expect([account, address]).toEqual([undefined, 'start']);
			expect(JSON.parse(details)).toEqual({ role: 'admin', by: 'start' });
		}
		for (const secret of secrets) expect(JSON.stringify(entries)).not.toContain(secret);
	});

	test('stays usable after somebody else has signed up, and is never offered again', async () => {
		const service = await openService();
		const secret = await service.invitations.offerFirstAdministrator();
		await member(service, 'early');
		const { issued } = await invited(service, secret);
		expect(await service.accounts.find(issued.session.account)).toMatchObject({ role: 'admin' });
		expect(await service.invitations.offerFirstAdministrator()).toBeUndefined();
	});

	test('that was found in an old log makes no second administrator', async () => {
		const service = await openService();
		const older = await service.invitations.offerFirstAdministrator();
		await member(service, 'early');
		const newer = await service.invitations.offerFirstAdministrator();
		expect(await refusal(invited(service, older))).toBe('accounts.invitation_invalid');
		const { issued } = await invited(service, newer);
		expect(await service.accounts.find(issued.session.account)).toMatchObject({ role: 'admin' });
		expect(await refusal(invited(service, newer, 'thief'))).toBe('accounts.invitation_invalid');
	});

	test('that was begun with before somebody else used another makes no administrator', async () => {
		const service = await openService();
		const invitation = (await service.invitations.offerFirstAdministrator()) ?? '';
		const who = { username: 'thief', email: 'thief@example.org', invitation };
		const { ceremony, options } = await service.signUp.beginPasskey(who, attempt());
		await service.stores.accounts.add(sampleAccount({ role: 'admin' }));
		const response = authenticator().create(options);
		const failed = service.signUp.finishPasskey({ ceremony, response }, attempt());
		expect(await refusal(failed)).toBe('accounts.invitation_invalid');
	});

	test('makes one administrator of 50 who follow it at once', async () => {
		const service = await openService({ signUp: 'closed' });
		const secret = await service.invitations.offerFirstAdministrator();
		const outcomes = await racing((at) => invited(service, secret, `boss${at}`));
		expect(outcomes).toEqual({ done: 1, 'accounts.invitation_invalid': 49 });
	});
});
