import { expect, test } from 'vitest';

import {
	addTotp,
	attempt,
	caller,
	enroller,
	member,
	PASSWORD,
	passkeyMember,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import {
	DAY,
	HOUR,
	openService,
	ORIGIN,
	racing,
	refusal,
	type Service
} from '../testing.fixture.ts';
import type { IssuedSession } from '../sessions/index.ts';
import { plainly } from './letters.ts';
import { worthTelling } from './notices.ts';

const NEXT = 'green kettles hum at noon';

/** Makes the account's address its own, as `email-proofs/` does. What comes next is another request. */
async function proven(service: Service, { session }: IssuedSession) {
	const { id, email } = (await service.accounts.find(session.account)) ?? { id: session.account };
	await service.accounts.claimEmail(id, { email: email ?? '', normal: email ?? '' });
	await service.mails();
}

/** Whoever comes next is another request. */
const by = (who: IssuedSession, requestId: string) => ({
	...enroller(who),
	caller: { ...caller, requestId }
});

const linkIn = (text = '') => /https:\S+\/not-me\/(\S+)/.exec(text)?.[1] ?? '';

test('a change is told to a proven address, once, with what, when, where and one link', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	const change = { current: PASSWORD, next: NEXT };
	await service.passwordChanges.change(by(ada, 'r2'), change);
	const mails = await service.mails();
	expect(mails).toHaveLength(1);
	const [{ to, subject, text } = { to: '', subject: '', text: '' }] = mails;
	expect(to).toBe('ada@example.org');
	expect(subject).toBe('Your Latchkey account was changed');
	expect(text).toContain('Changed the password');
	expect(text).toContain('Tuesday, March 1, 2101');
	expect(text).toContain('UTC');
	expect(text).toContain('Address: 192.0.2.1');
	expect(text.match(/https?:\S+/g)?.filter((link) => link.includes('/not-me/'))).toHaveLength(1);
	expect(text).not.toMatch(/2FA|\buser\b|\blogin\b/i);
});

test('an address that nobody has proven is told nothing', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	await service.passwordChanges.change(by(ada, 'r2'), { current: PASSWORD, next: NEXT });
	expect(await service.mails()).toEqual([]);
});

test('what a transaction undid is told to nobody', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	const removal = service.passwordChanges.remove(by(ada, 'r2'));
	expect(await refusal(removal)).toBe('enrolment.last_way_in');
	expect(await service.mails()).toEqual([]);
});

test('a first app and the recovery codes that come with it are one mail', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	await addTotp(service, ada);
	const mails = await service.mails();
	expect(mails).toHaveLength(1);
	expect(mails[0]?.text).toContain('Added the authenticator app');
	expect(mails[0]?.text).not.toContain('recovery codes;');
});

test('getting back in by a recovery code is one mail, in the language of the account', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	await proven(service, ada);
	await service.accounts.change(ada.account, { locale: 'de' });
	await service.mails();
	const [code = ''] = ada.recoveryCodes;
	const given = { identifier: 'ada', password: PASSWORD, code };
	const other = { ...attempt('other'), caller: { ...caller, requestId: 'r3' } };
	await service.signIn.recover(given, other);
	const mails = await service.mails();
	expect(mails).toHaveLength(1);
	expect(mails[0]?.subject).toContain('wieder in Ihr Konto');
	expect(mails[0]?.text).toMatch(/Wiederherstellungscode benutzt; 9 sind übrig/);
	expect(mails[0]?.text).toContain('Guten Tag, ada,');
	expect(mails[0]?.text).toContain('Dienstag, 1. März 2101');
});

test('signing in is told of a browser that is new, not of one that is known', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const request = (requestId: string) => ({ ...caller, requestId });
	const first = await service.signIn.withPassword(given, {
		...attempt('new'),
		caller: request('r2')
	});
	expect(await service.mails()).toMatchObject([
		{ subject: 'A new browser signed in to your Latchkey account' }
	]);
	if (first.status !== 'signed-in') throw new Error('A challenge came instead of a session.');
	const { knownBrowser } = first.issued;
	const again = { ...attempt('new'), caller: request('r3'), knownBrowser };
	await service.signIn.withPassword(given, again);
	expect(await service.mails()).toHaveLength(1);
});

test('signing up is no news', () => {
	const details = { isNewBrowser: true };
	const codes = ['account.created', 'recovery_codes.issued', 'sign_in.succeeded'] as const;
	expect(worthTelling(codes.map((code) => ({ code, details })))).toEqual([]);
});

test('a name that somebody chose brings neither a line nor a link into a mail', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	expect(plainly('https://evil.example/a\r\nBcc: eve@evil.example')).not.toMatch(/[:/@\r\n]|\.e/);
	expect(plainly('YubiKey 5.2')).toBe('YubiKey 5.2');
	const { record, audit } = service;
	const details = { method: 'totp', factor: 'x\r\nhttps://evil.example' };
	const account = ada.session.account;
	await record(audit, caller, { code: 'factor.enrolled', account, details });
	const [mail] = await service.mails();
	expect(mail?.text).not.toContain('evil.example');
	expect(mail?.text).not.toMatch(/^https:\/\/(?!id\.example\.org)/m);
});

test.each([
	['en', 'A device was signed in to your Latchkey account', 'asked from the address 2001:db8::7'],
	[
		'de',
		'Ein Gerät wurde an Ihrem Konto bei Latchkey angemeldet',
		'von der Adresse 2001:db8::7 aus'
	]
])(
	'a device that is signed in is told in %s, with where it asked from',
	async (locale, subject, where) => {
		const service = await openService();
		const ada = await member(service);
		await proven(service, ada);
		await service.accounts.change(ada.account, { locale });
		const { record, audit } = service;
		await record(
			audit,
			{ ...caller, requestId: 'r2' },
			{
				code: 'authorization.allowed_device',
				account: ada.session.account,
				session: ada.session.id,
				details: { client: 'https://evil.example', from: '2001:db8::7' }
			}
		);
		const [mail] = (await service.mails()).slice(-1);
		expect(mail?.subject).toBe(subject);
		expect(mail?.text).toContain(where);
		expect(mail?.text).not.toContain('evil.example');
		const disowned = await service.disowning.disown(linkIn(mail?.text), caller);
		expect(disowned.ended).toEqual([ada.session.id]);
	}
);

test('a mailbox gets thirty an hour, and the log says what was held back', async () => {
	const service = await openService();
	const ada = await passkeyMember(service);
	await proven(service, ada);
	const replace = (at: number) => service.enrolments.replaceRecoveryCodes(by(ada, `r${at}`));
	for (let at = 0; at < 32; at++) await replace(at);
	expect(await service.mails()).toHaveLength(30);
	expect(service.logged).toMatchObject([{ event: 'mail.held_back' }, { event: 'mail.held_back' }]);
	service.clock.advance(HOUR);
	const later = { ...caller, requestId: 'later' };
	const { record, audit } = service;
	await record(audit, later, { code: 'password.changed', account: ada.account });
	expect(await service.mails()).toHaveLength(31);
});

test('of 50 uses of one link at once, one is told that it worked, and the others that it is used up', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	await signedIn(service, { by: 'eve' });
	const token = linkIn((await service.mails())[0]?.text);
	const answers = await racing(() => service.disowning.disown(token, caller));
	expect(answers).toEqual({ done: 1, 'disowning.gone': 49 });
});

test('the link ends the session behind it, once, and only that', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const eve = await service.signIn.withPassword(given, {
		...attempt('eve'),
		caller: { ...caller, requestId: 'r2' }
	});
	if (eve.status !== 'signed-in') throw new Error('A challenge came instead of a session.');
	const token = linkIn((await service.mails())[0]?.text);
	expect(token).toHaveLength(43);

	expect(await service.disowning.find(token)).toMatchObject({ sessions: [eve.issued.session.id] });
	expect(await service.sessions.check(eve.issued.token)).toBeDefined();

	const disowned = await service.disowning.disown(token, caller);
	expect(disowned).toEqual({ ended: [eve.issued.session.id], isEverything: false });
	expect(await service.sessions.check(eve.issued.token)).toBeUndefined();
	expect(await service.sessions.check(ada.token)).toBeDefined();
	expect(await refusal(service.disowning.disown(token, caller))).toBe('disowning.gone');
	expect(await service.codesOf(ada.account)).toContain('account.disowned_event');

	// Her browser is not known any more: its next sign-in is news again.
	const again = await service.signIn.withPassword(given, {
		...attempt('eve'),
		caller: { ...caller, requestId: 'r3' },
		knownBrowser: eve.issued.knownBrowser
	});
	expect(again.status).toBe('signed-in');
	expect(await service.mails()).toHaveLength(2);
});

test('where no session is known, all of them end', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	await proven(service, ada);
	const account = ada.session.account;
	await service.record(service.audit, caller, {
		code: 'recovery_code.used',
		account,
		details: { left: 9 }
	});
	const token = linkIn((await service.mails()).at(-1)?.text);
	expect(await service.disowning.disown(token, caller)).toMatchObject({ isEverything: true });
	expect(await service.sessions.list(account)).toEqual([]);
});

test('a link is good for seven days, and a wrong one for nothing', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	await addTotp(service, ada);
	const token = linkIn((await service.mails())[0]?.text);
	for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toLowerCase()])
		expect(await refusal(service.disowning.disown(wrong, caller))).toBe('disowning.gone');
	expect(await service.stores.dump()).not.toContain(token);
	service.clock.advance(7 * DAY);
	expect(await service.disowning.find(token)).toBeUndefined();
	expect(await refusal(service.disowning.disown(token, caller))).toBe('disowning.gone');
});

test('the mail names this service and no other place', async () => {
	const service = await openService();
	const ada = await member(service);
	await proven(service, ada);
	await addTotp(service, ada);
	const [mail] = await service.mails();
	for (const link of mail?.text.match(/https?:\S+/g) ?? []) expect(link).toMatch(ORIGIN);
});
