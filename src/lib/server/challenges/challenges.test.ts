import { describe, expect, test } from 'vitest';

import { attempt, caller, challenged, otherThan, totpMember } from '../people.fixture.ts';
import { MINUTE, openService, refusal, type Service } from '../testing.fixture.ts';
import type { ChallengeRef } from './index.ts';

/** A challenge for someone with a password, an authenticator app and recovery codes. */
async function pending() {
	const service = await openService();
	const ada = await totpMember(service);
	const ref = await challenged(service);
	return { service, ada, ref, answer: answering(service, ref) };
}

const answering =
	({ challenges }: Service, ref: ChallengeRef) =>
	(answer: unknown, method = 'totp') =>
		challenges.answer(ref, { method, answer }, caller);

describe('attempts', () => {
	test('of five the last may be the right one', async () => {
		const { ada, answer } = await pending();
		const wrong = otherThan(ada.code());
		for (const attemptsLeft of [4, 3, 2, 1])
			expect(await answer(wrong)).toMatchObject({ verified: false, attemptsLeft });
		expect(await answer(ada.code())).toMatchObject({ verified: true });
	});

	test('end with the fifth wrong answer: then even the right one comes too late', async () => {
		const { service, ada, ref, answer } = await pending();
		for (let spent = 0; spent < 5; spent += 1) await answer(otherThan(ada.code()));
		expect(await refusal(answer(ada.code()))).toBe('challenges.gone');
		expect(await refusal(service.challenges.get(ref))).toBe('challenges.gone');
		expect(await refusal(service.challenges.prompt(ref, 'totp'))).toBe('challenges.gone');
		// The code itself was not burnt by an answer that nobody judged.
		const next = answering(service, await challenged(service));
		expect(await next(ada.code())).toMatchObject({ verified: true });
	});

	test.each([undefined, null, 7, true, [], {}, '', ' ', 'x'.repeat(1e6), { id: 'x' }, '12345６'])(
		'are spent by %j as by any wrong answer',
		async (given) => {
			const { answer } = await pending();
			expect(await answer(given)).toMatchObject({ verified: false, attemptsLeft: 4 });
			expect(await answer(given, 'recovery-codes')).toMatchObject({ attemptsLeft: 3 });
		}
	);

	test('are not spent by a method that was not offered', async () => {
		const { service, ref, answer } = await pending();
		for (const method of ['passkeys', 'passwords', '', 'TOTP', 'constructor', '__proto__'])
			expect(await refusal(answer('1', method))).toBe('challenges.method_not_offered');
		expect((await service.challenges.get(ref)).attemptsLeft).toBe(5);
	});

	test('are not given back by asking again', async () => {
		const { service, ada, ref, answer } = await pending();
		await answer(otherThan(ada.code()));
		await service.challenges.prompt(ref, 'totp');
		await service.challenges.prompt(ref, 'recovery-codes');
		expect((await service.challenges.get(ref)).attemptsLeft).toBe(4);
	});
});

describe('a challenge', () => {
	test('is gone for another browser, which spends nothing', async () => {
		const { service, ada, ref, answer } = await pending();
		const theirs = { ...ref, holder: attempt('another').holder };
		const { challenges } = service;
		const given = { method: 'totp', answer: otherThan(ada.code()) };
		expect(await refusal(challenges.get(theirs))).toBe('challenges.gone');
		expect(await refusal(challenges.prompt(theirs, 'totp'))).toBe('challenges.gone');
		for (let tries = 0; tries < 6; tries += 1)
			expect(await refusal(challenges.answer(theirs, given, caller))).toBe('challenges.gone');
		expect((await challenges.get(ref)).attemptsLeft).toBe(5);
		expect(await answer(ada.code())).toMatchObject({ verified: true });
	});

	test('expires after ten minutes', async () => {
		const { service, ada, ref, answer } = await pending();
		expect(ref.expiresAt).toEqual(new Date(service.clock.now().getTime() + 10 * MINUTE));
		service.clock.advance(10 * MINUTE - 1);
		expect(await service.challenges.get(ref)).toBeDefined();
		service.clock.advance(1);
		expect(await refusal(answer(ada.code()))).toBe('challenges.gone');
	});

	test('is answered once', async () => {
		const { service, ada, ref, answer } = await pending();
		expect(await answer(ada.code())).toMatchObject({ verified: true });
		service.clock.advance(MINUTE);
		expect(await refusal(answer(ada.code()))).toBe('challenges.gone');
		expect(await refusal(service.challenges.get(ref))).toBe('challenges.gone');
	});

	test.each(['', 'chl_', '*', '../', '\0', '🦊', 'x'.repeat(10_000)])(
		'is not found by the id %j',
		async (id) => {
			const { service, ref } = await pending();
			const strange = { ...ref, id: id as ChallengeRef['id'] };
			expect(await refusal(service.challenges.get(strange))).toBe('challenges.gone');
		}
	);
});

test('a right answer says which factor was proven, how, and when', async () => {
	const { service, ada, answer } = await pending();
	expect(await answer(ada.code())).toMatchObject({
		verified: true,
		proof: {
			factor: ada.factor.id,
			method: 'totp',
			authenticator: 'single-factor-otp',
			at: service.clock.now()
		}
	});
	const used = (await service.factors.list(ada.account)).find(({ method }) => method === 'totp');
	expect(used?.lastUsedAt).toEqual(service.clock.now());
});

test('a wrong answer is on record, with its reason and without the answer', async () => {
	const { service, ada, answer } = await pending();
	const wrong = otherThan(ada.code());
	await answer(wrong);
	const last = (await service.events(ada.account)).at(-1);
	expect(last).toMatchObject({
		code: 'sign_in.challenge_failed',
		details: { method: 'totp', reason: 'wrong_code' },
		address: caller.address
	});
	expect(JSON.stringify(last?.details)).not.toContain(wrong);
});

describe('a code', () => {
	test('verifies once across two challenges', async () => {
		const { service, ada, answer } = await pending();
		const other = answering(service, await challenged(service, { by: 'another' }));
		const code = ada.code();
		expect(await answer(code)).toMatchObject({ verified: true });
		expect(await other(code)).toMatchObject({ verified: false, reason: 'reused' });
	});

	test('of another account does not verify', async () => {
		const { service, answer } = await pending();
		const eve = await totpMember(service, 'eve');
		expect(await answer(eve.code())).toMatchObject({ verified: false });
		expect(await answer(eve.recoveryCodes[0], 'recovery-codes')).toMatchObject({
			verified: false
		});
	});

	test('that is lost and replaced by a removal of its factor does not verify', async () => {
		const { service, ada, answer } = await pending();
		const { session, token } = ada;
		await service.enrolments.remove({ session, token, caller }, ada.factor.id);
		expect(await answer(ada.code())).toMatchObject({ verified: false });
		expect(await answer(ada.recoveryCodes[0], 'recovery-codes')).toMatchObject({
			verified: false
		});
	});
});
