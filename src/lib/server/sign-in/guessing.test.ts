import { describe, expect, test } from 'vitest';

import { defineRefusals } from '../core/refusal.ts';
import {
	attempt,
	challenged,
	enroller,
	member,
	otherThan,
	passkeyMember,
	PASSWORD,
	signIn,
	signInByPasskey,
	totpMember
} from '../people.fixture.ts';
import { HOUR, openService, refusal, type Service } from '../testing.fixture.ts';

const wrong = (service: Service, identifier: string, at = 0) =>
	service.signIn.withPassword(
		{ identifier, password: `wrong guess number ${at}`, lifetime: 'brief' },
		{ ...attempt('thief'), caller: { ...attempt().caller, address: `198.51.${at}.1` } }
	);

/** As a patient thief does: from everywhere, and only when nothing has to be waited for. */
async function guessALot(service: Service, identifier: string, count = 70): Promise<void> {
	for (let at = 0; at < count; at += 1) {
		await refusal(wrong(service, identifier, at));
		service.clock.advance(HOUR);
	}
}

describe('guessing at a password', () => {
	test('has to wait after a few failures, known name or not, and the wait grows', async () => {
		const service = await openService({ throttleScale: 1 });
		await member(service);
		for (const name of ['ada', 'nobody']) {
			const codes = [];
			for (let at = 0; at < 7; at += 1) codes.push(await refusal(wrong(service, name, at)));
			expect(codes).toEqual([
				...Array<string>(5).fill('sign_in.not_accepted'),
				'throttling.wait',
				'throttling.wait'
			]);
		}
	});

	test('tells nothing once the account is shut to strangers, not even that a guess is right', async () => {
		const service = await openService({ throttleScale: 1 });
		await member(service);
		await guessALot(service, 'ada');
		const right = signIn(service, { by: 'thief' });
		expect(await refusal(right)).toBe('sign_in.not_accepted');
	});

	test('does not lock out a browser that signed in before, nor a passkey', async () => {
		const service = await openService({ throttleScale: 1 });
		const key = await passkeyMember(service, { username: 'grace' });
		await member(service);
		const before = await signIn(service);
		if (before.status !== 'signed-in') throw new Error('The password is enough here.');
		const { knownBrowser } = before.issued;
		await guessALot(service, 'ada');
		await guessALot(service, 'grace');

		const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
		const known = await service.signIn.withPassword(given, { ...attempt(), knownBrowser });
		expect(known.status).toBe('signed-in');
		expect((await signInByPasskey(service, key.key)).status).toBe('signed-in');
	});

	test('does not grow by right passwords', async () => {
		const service = await openService({ throttleScale: 1 });
		await member(service);
		for (let at = 0; at < 20; at += 1) expect((await signIn(service)).status).toBe('signed-in');
	});

	test('is not paid for by whoever meets a busy service, on any count', async () => {
		const service = await openService({ throttleScale: 1 });
		const ada = await member(service);
		const busy = defineRefusals('passwords', { busy: 'unavailable' });
		const meet = async (guess: () => Promise<unknown>) => {
			service.meanwhile(() => Promise.reject(busy.busy()));
			expect(await refusal(guess())).toBe('passwords.busy');
		};
		const change = { current: 'wrong', next: 'three herons on a blue kite' };
		for (let at = 0; at < 110; at += 1) {
			await meet(() => signIn(service, { password: 'wrong' }));
			await meet(() => service.passwordChanges.change(enroller(ada), change));
		}
		expect((await signIn(service)).status).toBe('signed-in');
	});

	test('is not paid for at recovery, either', async () => {
		const service = await openService({ throttleScale: 1 });
		const ada = await totpMember(service);
		const busy = defineRefusals('passwords', { busy: 'unavailable' });
		const recover = (code = 'no code') =>
			service.signIn.recover({ identifier: 'ada', password: PASSWORD, code }, attempt());
		for (let at = 0; at < 60; at += 1) {
			service.meanwhile(() => Promise.reject(busy.busy()));
			expect(await refusal(recover(at % 2 ? ada.recoveryCodes[0] : undefined))).toBe(
				'passwords.busy'
			);
		}
		expect((await recover(ada.recoveryCodes[0])).session.isRecovery).toBe(true);
	});
});

test('guessing at a code goes on counting over new challenges', async () => {
	const service = await openService({ throttleScale: 1 });
	await totpMember(service);
	const codes = [];
	for (let at = 0; at < 3; at += 1) {
		const { id, holder } = await challenged(service);
		for (let guess = 0; guess < 4; guess += 1) {
			const given = { method: 'totp', answer: '000000' };
			codes.push(await refusal(service.signIn.answer({ id, holder }, given, attempt())));
		}
	}
	expect(codes.slice(0, 5)).toEqual(Array(5).fill('nothing refused'));
	expect(new Set(codes.slice(5))).toEqual(new Set(['throttling.wait']));
});

test('an overheard code that came too late is told like a wrong one, and on record as it was', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const [owner, thief] = [await challenged(service), await challenged(service, { by: 'thief' })];
	const given = { method: 'totp', answer: ada.code() };
	expect(await service.signIn.answer(owner, given, attempt())).toMatchObject({ verified: true });
	const overheard = await service.signIn.answer(thief, given, attempt('thief'));
	const guessed = { ...given, answer: otherThan(given.answer) };
	const wrong = await service.signIn.answer(thief, guessed, attempt('thief'));
	expect(overheard).toEqual({ ...wrong, attemptsLeft: 4 });
	const reasons = (await service.events(ada.account)).map(({ details }) => details['reason']);
	expect(reasons.slice(-2)).toEqual(['reused', 'wrong_code']);
});
