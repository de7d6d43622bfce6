import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	addTotp,
	appOf,
	challenged,
	enroller,
	member,
	otherThan,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import { MINUTE, openService, racing, refusal } from '../testing.fixture.ts';
import { onlyId } from './index.ts';

async function begun() {
	const service = await openService();
	const ada = await member(service);
	const by = enroller(ada);
	const enrolment = await service.enrolments.begin(by, { method: 'totp', label: ' My phone ' });
	const finish = (answer: unknown, label?: string) =>
		service.enrolments.finish(by, { id: enrolment.id, answer, label });
	return { service, ada, by, enrolment, finish, code: appOf(service, enrolment.prompt) };
}

describe('adding an authenticator app', () => {
	test('takes its code, raises the session, and issues recovery codes', async () => {
		const { service, ada, finish, code } = await begun();
		const result = await finish(code());
		if (!result.enrolled) throw new Error(result.reason);
		expect(result.factor).toMatchObject({ method: 'totp', label: 'My phone' });
		expect(result.recoveryCodes).toHaveLength(10);
		expect(result.issued?.session).toMatchObject({ id: ada.session.id, aal: 2 });
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.sessions.check(result.issued?.token ?? '')).toBeDefined();
		expect((await service.events(ada.account)).slice(-2)).toMatchObject([
			{ code: 'factor.enrolled', details: { method: 'totp', factor: 'My phone' } },
			{ code: 'recovery_codes.issued', session: ada.session.id }
		]);
	});

	test('changes nothing before it is finished', async () => {
		const { service, ada } = await begun();
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
		await signedIn(service);
	});

	test('counts wrong codes down, and ends with the tenth', async () => {
		const { finish, code } = await begun();
		for (let attemptsLeft = 9; attemptsLeft >= 0; attemptsLeft -= 1)
			expect(await finish(otherThan(code()))).toMatchObject({ enrolled: false, attemptsLeft });
		expect(await refusal(finish(code()))).toBe('enrolment.gone');
	});

	test('takes the right code on the tenth attempt', async () => {
		const { finish, code } = await begun();
		for (let spent = 0; spent < 9; spent += 1) await finish(undefined);
		expect(await finish(code())).toMatchObject({ enrolled: true });
	});

	test('issues recovery codes with the first second factor only', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		expect(ada.recoveryCodes).toHaveLength(10);
		const second = await addTotp(service, ada);
		expect(second.recoveryCodes).toBeUndefined();
		const third = await addPasskey(service, second.issued);
		expect(third.recoveryCodes).toBeUndefined();
		const given = { method: 'recovery-codes', answer: ada.recoveryCodes[0] };
		const verdict = await service.challenges.answer(
			await challenged(service),
			given,
			enroller(ada).caller
		);
		expect(verdict).toMatchObject({ verified: true });
	});

	test('spends the code: it does not sign in afterwards', async () => {
		const { service, finish, code, by } = await begun();
		const answer = code();
		await finish(answer);
		const given = { method: 'totp', answer };
		const verdict = await service.challenges.answer(await challenged(service), given, by.caller);
		expect(verdict).toMatchObject({ verified: false, reason: 'reused' });
	});

	test('shows the same secret again to a page that is loaded anew', async () => {
		const { service, by, enrolment } = await begun();
		expect(await service.enrolments.resume(by, enrolment.id)).toEqual(enrolment);
	});

	test('under an id of its own session replaces what was begun there, and nobody else’s', async () => {
		const { service, by, enrolment } = await begun();
		const eve = enroller(await member(service, 'eve'));
		const id = onlyId(by.session.id, 'totp');
		expect(onlyId(eve.session.id, 'totp')).not.toBe(id);
		const first = await service.enrolments.begin(by, { method: 'totp', id });
		await service.enrolments.begin(eve, { method: 'totp', id });
		expect(await service.enrolments.resume(by, id)).toEqual(first);
		expect(await service.enrolments.resume(by, enrolment.id)).toEqual(enrolment);
	});

	test('expires after ten minutes', async () => {
		const { service, by, enrolment, finish, code } = await begun();
		service.clock.advance(10 * MINUTE);
		expect(await refusal(finish(code()))).toBe('enrolment.gone');
		expect(await refusal(service.enrolments.resume(by, enrolment.id))).toBe('enrolment.gone');
	});

	test('happens once by 50 at the same time', async () => {
		const { service, ada, finish, code } = await begun();
		const answer = code();
		const outcomes = await racing(
			() => finish(answer),
			({ enrolled }) => (enrolled ? 'enrolled' : 'wrong')
		);
		expect(outcomes).toEqual({ enrolled: 1, 'enrolment.gone': 49 });
		const methods = (await service.enrolments.list(ada.account)).map(({ method }) => method);
		expect(methods.sort()).toEqual(['passwords', 'recovery-codes', 'totp']);
	});
});

describe('an enrolment', () => {
	test('of another session is gone, of another account and of the same one', async () => {
		const { service, ada, enrolment, finish, code } = await begun();
		const eve = await member(service, 'eve');
		for (const other of [eve, await signedIn(service)]) {
			const by = enroller(other);
			const given = { id: enrolment.id, answer: code() };
			expect(await refusal(service.enrolments.finish(by, given))).toBe('enrolment.gone');
			expect(await refusal(service.enrolments.resume(by, enrolment.id))).toBe('enrolment.gone');
		}
		expect(await finish(code())).toMatchObject({ enrolled: true });
		expect(await service.enrolments.list(eve.account)).toHaveLength(1);
		expect(ada.account).not.toBe(eve.account);
	});

	test.each(['', 'enr_', '\0', '*', 'x'.repeat(10_000)])('is not %j', async (id) => {
		const { service, by } = await begun();
		const finished = service.enrolments.finish(by, { id, answer: '123456' });
		expect(await refusal(finished)).toBe('enrolment.gone');
	});

	test.each(['passwords', 'recovery-codes', '', 'TOTP', '__proto__', 'constructor'])(
		'is not begun for %j',
		async (method) => {
			const { service, by } = await begun();
			expect(await refusal(service.enrolments.begin(by, { method }))).toBe(
				'enrolment.method_unknown'
			);
		}
	);

	test('is refused to a disabled account, begun or not', async () => {
		const { service, ada, by, finish, code } = await begun();
		await service.disable(ada.account);
		expect(await refusal(service.enrolments.begin(by, { method: 'totp' }))).toBe(
			'accounts.disabled'
		);
		expect(await refusal(finish(code()))).toBe('accounts.disabled');
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
	});

	test('is refused when its session has ended meanwhile, and adds nothing', async () => {
		const { service, ada, finish, code } = await begun();
		await service.sessions.end(ada.account, ada.session.id);
		expect(await refusal(finish(code()))).toBe('sessions.required');
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
	});

	test('of one kind comes to an end at 20, also when 50 finish at the same time', async () => {
		const service = await openService();
		const ada = await member(service);
		const all = await Promise.all(
			Array.from({ length: 50 }, async () => {
				const by = enroller(await signedIn(service));
				const { id, prompt } = await service.enrolments.begin(by, { method: 'totp' });
				return { by, id, code: appOf(service, prompt) };
			})
		);
		const outcomes = await racing((at) => {
			const { by, id, code } = all[at] as (typeof all)[number];
			return service.enrolments.finish(by, { id, answer: code() });
		});
		expect(outcomes).toEqual({ done: 20, 'enrolment.too_many': 30 });
		const apps = (await service.factors.list(ada.account)).filter(
			({ method }) => method === 'totp'
		);
		expect(apps).toHaveLength(20);
	});
});
