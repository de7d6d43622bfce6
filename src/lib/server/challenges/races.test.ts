import { expect, test } from 'vitest';

import { caller, challenged, otherThan, totpMember } from '../people.fixture.ts';
import { MINUTE, openService, racing, type Service } from '../testing.fixture.ts';
import type { Challenge, Verdict } from './index.ts';

const answer = (
	{ challenges }: Service,
	ref: Challenge,
	[method, given]: readonly [string, unknown]
) => challenges.answer(ref, { method, answer: given }, caller);

const outcomeOf = (verdict: Verdict): string => (verdict.verified ? 'verified' : verdict.reason);

test('of 50 racing answers with one code one verifies', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const refs = await Promise.all(
		Array.from({ length: 50 }, (_, at) => challenged(service, { by: `browser ${at}` }))
	);
	const code = ada.code();
	const outcomes = await racing(
		(at) => answer(service, refs[at] as Challenge, ['totp', code]),
		outcomeOf
	);
	expect(outcomes).toEqual({ verified: 1, reused: 49 });
});

test('of 50 racing answers with one recovery code one verifies, and one code is spent', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const refs = await Promise.all(
		Array.from({ length: 50 }, (_, at) => challenged(service, { by: `browser ${at}` }))
	);
	const { verified, ...others } = await racing(
		(at) => answer(service, refs[at] as Challenge, ['recovery-codes', ada.recoveryCodes[0]]),
		outcomeOf
	);
	expect(verified).toBe(1);
	expect(Object.keys(others).sort()).toEqual(
		['reused', 'wrong_code'].filter((outcome) => outcome in others)
	);
	const views = await service.enrolments.list(ada.account);
	const codes = views.find(({ method }) => method === 'recovery-codes');
	expect(codes?.details).toMatchObject({ left: 9 });
	const used = (await service.codesOf(ada.account)).filter((each) => each === 'recovery_code.used');
	expect(used).toHaveLength(1);
});

test('of racing right answers by different factors one is verified', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	for (let round = 0; round < 5; round += 1) {
		const ref = await challenged(service);
		const verdicts = await Promise.all([
			answer(service, ref, ['totp', ada.code()]),
			answer(service, ref, ['recovery-codes', ada.recoveryCodes[round]])
		]);
		expect(verdicts.filter(({ verified }) => verified)).toHaveLength(1);
		service.clock.advance(MINUTE);
	}
});

test('a right answer that races a wrong one for the last attempt has it or comes too late', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	for (const isFirst of [true, false]) {
		const ref = await challenged(service);
		const wrong = ['totp', otherThan(ada.code())] as const;
		for (let spent = 0; spent < 4; spent += 1) await answer(service, ref, wrong);
		const right = ['totp', ada.code()] as const;
		const outcomes = await racing(
			(at) => answer(service, ref, (at === 0) === isFirst ? right : wrong),
			outcomeOf
		);
		const judged = (outcomes['verified'] ?? 0) + (outcomes['wrong_code'] ?? 0);
		expect(judged + (outcomes['reused'] ?? 0)).toBe(1);
		expect(outcomes['challenges.gone']).toBe(49);
		service.clock.advance(MINUTE);
	}
});

test('an answer in flight is verified although another has spent the last attempt', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const ref = await challenged(service);
	const wrong = ['totp', otherThan(ada.code())] as const;
	for (let spent = 0; spent < 3; spent += 1) await answer(service, ref, wrong);
	const [right, other] = await Promise.all([
		answer(service, ref, ['totp', ada.code()]),
		answer(service, ref, wrong)
	]);
	expect([right.verified, other.verified]).toEqual([true, false]);
});
