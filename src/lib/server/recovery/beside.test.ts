import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	authenticator,
	caller,
	challenged,
	optionsOf,
	otherThan,
	passkeyMember,
	totpMember
} from '../people.fixture.ts';
import { openService, racing, refusal, type Service } from '../testing.fixture.ts';
import {
	begun,
	mailboxProven,
	proven,
	provenAddress,
	provenWithApp,
	returner
} from './returning.fixture.ts';

const NEXT = 'nine copper kettles hum at noon';
/** Long enough beside a second factor, and too short alone. */
const SHORT = 'hum kettle';

/** Proves the mailbox, and a factor by its answer beside it. */
async function beside(
	service: Service,
	{
		method,
		answer,
		by = returner()
	}: { method: string; answer: unknown; by?: ReturnType<typeof returner> }
) {
	const id = await mailboxProven(service, by);
	const challenge = await service.recoveries.challenge(id, by);
	const verdict = await service.recoveries.answerBeside(challenge, { method, answer }, by);
	return { id, by, challenge, verdict };
}

describe('somebody who forgot the password alone', () => {
	test('gets in at once by e-mail and the app, with a new password, and the app stays', async () => {
		const service = await openService();
		const { account, code } = await provenWithApp(service);
		const { id, by, verdict } = await beside(service, { method: 'totp', answer: code() });
		expect(verdict).toMatchObject({ verified: true, mailbox: id });
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'proven', methods: [] });
		const { setUp } = service.recoveries;
		const { issued } = await setUp.withPassword({ id, password: SHORT }, by);
		expect(issued.session).toMatchObject({ account, aal: 2, isRecovery: true });
		expect(await service.sessions.list(account)).toHaveLength(1);
		expect((await service.enrolments.list(account)).map(({ method }) => method).toSorted()).toEqual(
			['passwords', 'recovery-codes', 'totp']
		);
		expect((await challenged(service, { password: SHORT, by: 'later' })).methods).toContain('totp');
		const codes = await service.codesOf(account);
		expect(codes.slice(-2)).toEqual(['password.set', 'recovery.succeeded']);
		expect((await service.mails()).at(-1)?.subject).toBe(
			'Somebody got back into your Latchkey account'
		);
	});

	test('or by e-mail and a recovery code, which is spent', async () => {
		const service = await openService();
		const { recoveryCodes } = await provenWithApp(service);
		const [answer] = recoveryCodes;
		const { id, by } = await beside(service, { method: 'recovery-codes', answer });
		const { issued } = await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(issued.session.aal).toBe(2);
		const again = await beside(service, { method: 'recovery-codes', answer });
		expect(again.verdict).toMatchObject({ verified: false });
	});

	test('or by e-mail and a passkey that verifies nobody', async () => {
		const service = await openService();
		const someone = await proven(service);
		const { key } = await addPasskey(service, someone);
		const by = returner();
		const id = await mailboxProven(service, by);
		const challenge = await service.recoveries.challenge(id, by);
		const prompt = await service.challenges.prompt(challenge, 'passkeys');
		const answer = key.get(optionsOf(prompt), { isUserVerified: false });
		const given = { method: 'passkeys', answer };
		expect(await service.recoveries.answerBeside(challenge, given, by)).toMatchObject({
			verified: true
		});
		await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		await challenged(service, { password: NEXT, by: 'later' });
	});

	test('and a passkey can be made instead of a password', async () => {
		const service = await openService();
		const { account, code } = await provenWithApp(service);
		const { id, by } = await beside(service, { method: 'totp', answer: code() });
		const { setUp } = service.recoveries;
		const { ceremony, options } = await setUp.beginPasskey(id, by);
		const response = authenticator().create(options);
		const made = await setUp.withPasskey({ ceremony, response }, by);
		expect(made.recoveryCodes).toBeUndefined();
		expect((await service.enrolments.list(account)).map(({ method }) => method).toSorted()).toEqual(
			['passkeys', 'passwords', 'recovery-codes', 'totp']
		);
	});

	test('ends what waits', async () => {
		const service = await openService();
		const { account, code } = await provenWithApp(service);
		await begun(service);
		const { id, by } = await beside(service, { method: 'totp', answer: code() });
		await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await service.recoveries.of(account)).toBeUndefined();
		expect(await service.codesOf(account)).toContain('recovery.cancelled');
	});
});

describe('is refused', () => {
	test('with a wrong code, five times and no more, which is on record', async () => {
		const service = await openService();
		const { account, code } = await provenWithApp(service);
		const by = returner();
		const id = await mailboxProven(service, by);
		const challenge = await service.recoveries.challenge(id, by);
		const wrong = { method: 'totp', answer: otherThan(code()) };
		const outcomes = await racing(() => service.recoveries.answerBeside(challenge, wrong, by));
		expect(outcomes).toEqual({ done: 5, 'challenges.gone': 45 });
		expect(await service.codesOf(account)).toContain('recovery.failed');
		const early = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(early)).toBe('recovery.gone');
	});

	test('without the factor, and with the password in its place', async () => {
		const service = await openService();
		await provenWithApp(service);
		const by = returner();
		const id = await mailboxProven(service, by);
		const challenge = await service.recoveries.challenge(id, by);
		expect(challenge.methods).toEqual(['totp', 'recovery-codes']);
		const given = { method: 'passwords', answer: 'blue teapots sail north' };
		const work = service.recoveries.answerBeside(challenge, given, by);
		expect(await refusal(work)).toBe('challenges.method_not_offered');
	});

	test('as a sign-in: the challenge opens no session, nor does one of a sign-in open this', async () => {
		const service = await openService();
		const { code } = await provenWithApp(service);
		const by = returner();
		const id = await mailboxProven(service, by);
		const challenge = await service.recoveries.challenge(id, by);
		const given = { method: 'totp', answer: code() };
		expect(await refusal(service.signIn.answer(challenge, given, by))).toBe('sign_in.not_accepted');

		service.clock.advance(30_000);
		const other = await challenged(service, { by: 'new laptop' });
		const work = service.recoveries.answerBeside(other, { method: 'totp', answer: code() }, by);
		expect(await refusal(work)).toBe('recovery.gone');
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'offer' });
	});

	test('to another browser, also with the ids', async () => {
		const service = await openService();
		const { code } = await provenWithApp(service);
		const { id, challenge } = await beside(service, { method: 'totp', answer: code() });
		const thief = returner('thief');
		expect(await refusal(service.recoveries.look(id, thief))).toBe('recovery.gone');
		const work = service.recoveries.setUp.withPassword({ id, password: NEXT }, thief);
		expect(await refusal(work)).toBe('recovery.gone');
		const theirs = { ...challenge, holder: thief.holder };
		const given = { method: 'totp', answer: '000000' };
		expect(await refusal(service.recoveries.answerBeside(theirs, given, thief))).toBe(
			'challenges.gone'
		);
	});

	test('once the factor that was proven is removed', async () => {
		const service = await openService();
		const { account, code, factor } = await provenWithApp(service);
		const { id, by } = await beside(service, { method: 'totp', answer: code() });
		await service.factors.remove(account, factor.id);
		const work = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(work)).toBe('recovery.gone');
	});

	test('a second time: of 50 who finish with one proof, one finishes', async () => {
		const service = await openService();
		const { account, code } = await provenWithApp(service);
		const { id, by } = await beside(service, { method: 'totp', answer: code() });
		const outcomes = await racing(() =>
			service.recoveries.setUp.withPassword({ id, password: NEXT }, by)
		);
		expect(outcomes['done']).toBe(1);
		const codes = await service.codesOf(account);
		expect(codes.filter((each) => each === 'recovery.succeeded')).toHaveLength(1);
	});

	test('where there is nothing beside the password', async () => {
		const service = await openService();
		await proven(service);
		const id = await mailboxProven(service);
		expect(await service.recoveries.look(id, returner())).toMatchObject({ methods: [] });
		const work = service.recoveries.challenge(id, returner());
		expect(await refusal(work)).toBe('recovery.gone');
	});
});

test('who has an account without a confirmed address gets in as before, by password and code', async () => {
	const service = await openService();
	const { recoveryCodes } = await totpMember(service);
	const [code = ''] = recoveryCodes;
	const given = { identifier: 'ada', password: 'blue teapots sail north', code };
	expect((await service.signIn.recover(given, returner())).session.aal).toBe(2);
});

test('who lost the only passkey still gets in by a code alone, and by e-mail and a code', async () => {
	const service = await openService();
	const someone = await provenAddress(service, await passkeyMember(service, { username: 'ada' }));
	const [first = '', second] = someone.recoveryCodes;
	const given = { identifier: 'ada', password: '', code: first };
	expect((await service.signIn.recover(given, returner('a'))).session.aal).toBe(1);
	const { id, by } = await beside(service, { method: 'recovery-codes', answer: second });
	const { issued } = await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
	// The lost passkey is still there until its owner removes it, which this session may.
	expect((await challenged(service, { password: NEXT })).methods).toContain('recovery-codes');
	await service.stepUp.require('change-factors', issued.session);
});

test('who proved mailbox and factor before the account was disabled begins anew once it is opened again', async () => {
	const service = await openService();
	const { account, recoveryCodes } = await provenWithApp(service);
	const by = returner();
	const id = await mailboxProven(service, by);
	const challenge = await service.recoveries.challenge(id, by);
	const given = { method: 'recovery-codes', answer: recoveryCodes[0] };
	const beside = await service.recoveries.answerBeside(challenge, given, by);
	expect(beside).toMatchObject({ verified: true });
	await service.administration.disable({ caller }, account);
	await service.administration.enable({ caller }, account);
	const late = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
	expect(await refusal(late)).toBe('recovery.gone');
});
