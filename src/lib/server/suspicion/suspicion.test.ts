import { beforeEach, describe, expect, test } from 'vitest';

import type { IssuedSession } from '../sessions/index.ts';
import {
	attempt,
	challenged,
	member,
	otherThan,
	PASSWORD,
	signIn,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';

let service: Service;

beforeEach(async () => {
	service = await openService();
});

/** Makes the account's address its own, and waits until all of it is told. */
async function proven({ session: { account } }: IssuedSession) {
	const { email = '' } = (await service.accounts.find(account)) ?? {};
	await service.accounts.claimEmail(account, { email, normal: email });
	return (await service.mails()).length;
}

async function refuse(times: number) {
	for (let count = 0; count < times; count += 1)
		await refusal(signIn(service, { password: 'not it', by: 'thief' }));
}

const linkIn = (text = '') => /https:\S+\/not-me\/(\S+)/.exec(text)?.[1] ?? '';

describe('a sign-in after many refusals', () => {
	test('is on record and told, once, and the count begins anew', async () => {
		const ada = await member(service);
		const before = await proven(ada);
		await refuse(5);
		await signedIn(service);
		const mails = (await service.mails()).slice(before);
		expect(mails.map(({ text }) => text.includes('5 refused attempts'))).toContain(true);
		expect(await service.codesOf(ada.account)).toContain('sign_in.after_failures');
		await signedIn(service);
		await service.mails();
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code === 'sign_in.after_failures')).toHaveLength(1);
	});

	test('is not told after a few slips', async () => {
		const ada = await member(service);
		await refuse(4);
		await signedIn(service);
		await service.mails();
		await refuse(4);
		await signedIn(service);
		await service.mails();
		expect(await service.codesOf(ada.account)).not.toContain('sign_in.after_failures');
	});
});

describe('a sign-in that stops after the password', () => {
	const halfDone = async (account: string) => {
		await service.mails();
		const codes = await service.codesOf(account as never);
		return codes.filter((code) => code === 'sign_in.half_done').length;
	};

	test('is on record and told in the language of the account, with a link', async () => {
		const ada = await totpMember(service);
		await service.accounts.change(ada.account, { locale: 'de' });
		const before = await proven(ada);
		await challenged(service, { by: 'thief' });
		expect(await halfDone(ada.account)).toBe(1);
		const [mail] = (await service.mails()).slice(before);
		expect(mail?.subject).toContain('Jemand hat Ihr Passwort');
		expect(linkIn(mail?.text)).not.toBe('');
	});

	test('is told when its tries are used up', async () => {
		const ada = await totpMember(service);
		const ref = await challenged(service, { by: 'thief' });
		for (let tries = 0; tries < 5; tries += 1) {
			const given = { method: 'totp', answer: otherThan(ada.code()) };
			await service.signIn.answer(ref, given, attempt('thief'));
		}
		expect(await halfDone(ada.account)).toBe(1);
	});

	test('is not told where it went on in the same browser', async () => {
		const ada = await totpMember(service);
		await challenged(service, { by: 'new' });
		const ref = await challenged(service, { by: 'new' });
		await service.signIn.answer(ref, { method: 'totp', answer: ada.code() }, attempt('new'));
		expect(await halfDone(ada.account)).toBe(0);
	});

	test('is not told of a browser that the account knows', async () => {
		const ada = await totpMember(service);
		const ref = await challenged(service);
		const given = { method: 'totp', answer: ada.code() };
		const verdict = await service.signIn.answer(ref, given, attempt());
		if (!verdict.verified) throw new Error(verdict.reason);
		const { knownBrowser } = verdict.issued;
		const again = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
		await service.signIn.withPassword(again, { ...attempt('later'), knownBrowser });
		expect(await halfDone(ada.account)).toBe(0);
	});

	test('floods no mailbox: of many a day one is told, and all are on record', async () => {
		const ada = await totpMember(service);
		const before = await proven(ada);
		for (let count = 0; count < 20; count += 1) {
			await challenged(service, { by: `thief ${count}` });
			await service.mails();
		}
		expect((await service.mails()).length - before).toBe(1);
		expect(await halfDone(ada.account)).toBe(20);
	});

	test('ends everything and demands another password, once it is disowned', async () => {
		const ada = await totpMember(service);
		const before = await proven(ada);
		await challenged(service, { by: 'thief' });
		const [mail] = (await service.mails()).slice(before);
		await service.disowning.disown(linkIn(mail?.text), attempt().caller);
		expect(await service.sessions.list(ada.account)).toEqual([]);
		expect(await service.accounts.find(ada.account)).toMatchObject({
			passwordDemand: 'compromised'
		});
	});
});
