import { describe, expect, test } from 'vitest';

import { caller, enroller, otherThan } from '../people.fixture.ts';
import { MINUTE, openService, racing, refusal } from '../testing.fixture.ts';
import { awaiting, mailMember, NUMBER, PAUSE, prove, textMember } from './codes.fixture.ts';
import { createCodeHash } from './code.ts';

const kinds = [
	['mail-codes', mailMember],
	['text-codes', textMember]
] as const;

describe.each(kinds)('%s', (method, enrol) => {
	async function waiting() {
		const service = await openService();
		const ada = await enrol(service);
		return { service, ada, ...(await awaiting(service, { method })) };
	}

	test('a code completes a sign-in', async () => {
		const { ask, answer } = await waiting();
		const verdict = await answer(await ask());
		expect(verdict).toMatchObject({ verified: true, issued: { session: { isRecovery: false } } });
	});

	test('nothing is sent before the person asks for it', async () => {
		const { service, ref } = await waiting();
		const before = (await service.mails()).length + service.texts.length;
		expect(await service.challenges.look(ref, method)).toBeUndefined();
		expect((await service.mails()).length + service.texts.length).toBe(before);
	});

	test('what was asked for is there again when the page is reloaded, and sends nothing', async () => {
		const { service, ref, ask, answer } = await waiting();
		const code = await ask();
		const before = (await service.mails()).length + service.texts.length;
		expect(await service.challenges.look(ref, method)).toMatchObject({
			kind: 'code',
			length: 6,
			sent: { againAfterSeconds: 30 }
		});
		await answer(otherThan(code));
		expect(await service.challenges.look(ref, method)).toBeDefined();
		expect((await service.mails()).length + service.texts.length).toBe(before);
	});

	test('a code is good for three tries', async () => {
		const { ask, answer } = await waiting();
		const code = await ask();
		const wrong = otherThan(code);
		for (const triesLeft of [2, 1])
			expect(await answer(wrong)).toMatchObject({
				verified: false,
				reason: 'wrong_code',
				details: { triesLeft }
			});
		expect(await answer(wrong)).toMatchObject({ verified: false, reason: 'code_spent' });
		expect(await answer(code)).toMatchObject({ verified: false, reason: 'no_code' });
	});

	test('a new code does not revive the tries of an old one', async () => {
		const { service, ask, answer } = await waiting();
		const first = await ask();
		for (let tries = 0; tries < 3; tries += 1) await answer(otherThan(first));
		service.clock.advance(PAUSE);
		const second = await ask();
		expect(await answer(first)).toMatchObject({ verified: false, reason: 'wrong_code' });
		expect(await answer(second)).toMatchObject({ verified: true });
	});

	test('a new code gives a challenge no attempt back, nor the account a guess', async () => {
		const { service, ref, ask, answer } = await waiting();
		await answer(otherThan(await ask()));
		service.clock.advance(PAUSE);
		await ask();
		expect((await service.challenges.get(ref)).attemptsLeft).toBe(4);
	});

	test('an older code stays good until one is used', async () => {
		const { service, ask, answer } = await waiting();
		const first = await ask();
		service.clock.advance(PAUSE);
		await ask();
		expect(await answer(first)).toMatchObject({ verified: true });
	});

	test('of four codes that are out the first is good no more', async () => {
		const { service, ask, answer } = await waiting();
		const first = await ask();
		for (let more = 0; more < 3; more += 1) {
			service.clock.advance(PAUSE);
			await ask();
		}
		expect(await answer(first)).toMatchObject({ verified: false });
	});

	test('a code that is used voids every other one, also of another browser', async () => {
		const { service, ask, answer } = await waiting();
		const other = await awaiting(service, { method, by: 'another' });
		const code = await ask();
		service.clock.advance(PAUSE);
		const elsewhere = await other.ask();
		expect(await answer(code)).toMatchObject({ verified: true });
		expect(await other.answer(elsewhere)).toMatchObject({ verified: false, reason: 'wrong_code' });
		service.clock.advance(PAUSE);
		expect(await other.answer(await other.ask())).toMatchObject({ verified: true });
	});

	test('a code of another challenge is refused', async () => {
		const { service, ask, answer } = await waiting();
		const other = await awaiting(service, { method, by: 'another' });
		await ask();
		service.clock.advance(PAUSE);
		expect(await answer(await other.ask())).toMatchObject({ verified: false });
	});

	test('a code of another account is refused', async () => {
		const { service, ask, answer } = await waiting();
		await enrol(service, 'eve');
		const other = await awaiting(service, { method, identifier: 'eve', by: 'another' });
		await ask();
		expect(await answer(await other.ask())).toMatchObject({ verified: false });
	});

	test('a code of another purpose is refused', async () => {
		const { service, ada, ask, answer } = await waiting();
		const stepUp = await service.stepUp.begin(ada.session);
		await service.challenges.prompt(stepUp, method, caller);
		const { texts } = service;
		const mails = await service.mails();
		const sent = method === 'mail-codes' ? mails.at(-1) : texts.at(-1);
		const code = /(\d{6})/.exec(sent?.text ?? '')?.[1] ?? '';
		service.clock.advance(PAUSE);
		await ask();
		expect(await answer(code)).toMatchObject({ verified: false });
	});

	test('a code is too old after ten minutes', async () => {
		const { service, ref, ask, answer } = await waiting();
		const code = await ask();
		service.clock.advance(10 * MINUTE);
		expect(await refusal(answer(code))).toBe('challenges.gone');
		expect(await refusal(service.challenges.prompt(ref, method, caller))).toBe('challenges.gone');
	});

	test('of 50 racing answers with one code one is right', async () => {
		const { ask, answer } = await waiting();
		const code = await ask();
		const outcomes = await racing(
			() => answer(code),
			(verdict) => (verdict.verified ? 'verified' : 'wrong')
		);
		expect(outcomes['verified']).toBe(1);
	});

	test('of 50 racing wrong answers and a right one no more than three are judged by a code', async () => {
		const { ask, answer } = await waiting();
		const code = await ask();
		const outcomes = await racing(
			() => answer(otherThan(code)),
			(verdict) => (verdict.verified ? 'verified' : verdict.reason)
		);
		expect((outcomes['wrong_code'] ?? 0) + (outcomes['code_spent'] ?? 0)).toBeLessThanOrEqual(3);
		expect(outcomes['verified']).toBeUndefined();
	});

	test('is not judged where no code was sent', async () => {
		const { answer } = await waiting();
		expect(await answer('123456')).toMatchObject({ verified: false, reason: 'no_code' });
	});

	test('removing the factor voids a code that is out', async () => {
		const { service, ada, ask, answer } = await waiting();
		const code = await ask();
		await service.enrolments.remove(enroller(ada), ada.factor.id);
		expect(await answer(code)).toMatchObject({ verified: false });
	});

	test('no code, and no more of an address or a number than a part, is in a log, an event or a prompt', async () => {
		const { service, ada, ref, ask, answer } = await waiting();
		const code = await ask();
		await answer(otherThan(code));
		await answer(code);
		const told = JSON.stringify([
			await service.events(ada.account),
			service.logged,
			service.lines,
			await service.enrolments.list(ada.account),
			await service.challenges.look(ref, method).catch(() => undefined)
		]);
		expect(told).not.toContain(code);
		expect(told).not.toContain(NUMBER.slice(3, -2));
	});
});

test('a code that went to an address is void when the account has another, and the next goes there', async () => {
	const service = await openService();
	const { session } = await mailMember(service);
	const { ask, answer } = await awaiting(service);
	const code = await ask();
	await prove(service, { session }, 'next@example.org');
	expect(await answer(code)).toMatchObject({ verified: false, reason: 'wrong_code' });
	service.clock.advance(PAUSE);
	expect(await answer(await ask())).toMatchObject({ verified: true });
	const codes = (await service.mails()).filter(({ text }) =>
		text.includes('completes your sign-in')
	);
	expect(codes.map(({ to }) => to)).toEqual(['ada@example.org', 'next@example.org']);
});

describe('a flood of sends', () => {
	test('is held to one in half a minute and five at once, and the person is told how long', async () => {
		const service = await openService({ throttleScale: 1 });
		await mailMember(service);
		service.clock.advance(60 * MINUTE);
		const { ref, ask } = await awaiting(service);
		await ask();
		const early = service.challenges.prompt(ref, 'mail-codes', caller);
		await expect(early).rejects.toMatchObject({
			code: 'sent_codes.wait',
			details: { retryAfterSeconds: 30 }
		});
		for (let sent = 1; sent < 5; sent += 1) {
			service.clock.advance(PAUSE);
			await ask();
		}
		service.clock.advance(PAUSE);
		expect(await refusal(ask())).toBe('sent_codes.wait');
	});

	test('from another browser has no counts of its own', async () => {
		const service = await openService({ throttleScale: 1 });
		await mailMember(service);
		const [one, two] = [await awaiting(service), await awaiting(service, { by: 'another' })];
		await one.ask();
		expect(await refusal(two.ask())).toBe('sent_codes.wait');
	});

	test('of 50 racing requests sends one', async () => {
		const service = await openService({ throttleScale: 1 });
		await mailMember(service);
		const { ask } = await awaiting(service);
		const before = (await service.mails()).length;
		const outcomes = await racing(ask, () => 'sent');
		expect(outcomes).toEqual({ sent: 1, 'sent_codes.wait': 49 });
		expect((await service.mails()).length).toBe(before + 1);
	});

	test('to one country ends with the operator’s limit', async () => {
		const service = await openService({ throttleScale: 1, textsPerCountry: 2 });
		await textMember(service);
		await textMember(service, 'bob');
		const { ask } = await awaiting(service, { method: 'text-codes' });
		expect(await refusal(ask())).toBe('sent_codes.wait');
		expect(service.texts).toHaveLength(2);
	});
});

test('a dump does not let anybody try the million codes: the hash is keyed', () => {
	const place = ['acc_1', 'sign-in', 'mail-codes'];
	const [one, other] = [1, 2].map((byte) => createCodeHash(new Uint8Array(32).fill(byte)));
	expect(one?.(place, '123456')).not.toBe(other?.(place, '123456'));
	expect(one?.(place, '123456')).not.toBe(one?.([...place].reverse(), '123456'));
});
