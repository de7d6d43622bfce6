/** A lasting session whose proofs are old: what a stolen cookie reaches, and that nobody honest is stuck. */
import { describe, expect, test } from 'vitest';

import { newId } from '../core/ids.ts';
import {
	addPasskey,
	appOf,
	attempt,
	authenticator,
	caller,
	enroller,
	member,
	optionsOf,
	otherThan,
	passkeyMember,
	PASSWORD,
	totpMember
} from '../people.fixture.ts';
import {
	DAY,
	HOUR,
	MINUTE,
	openService,
	refusal,
	restarted,
	type Service
} from '../testing.fixture.ts';

type Ref = Parameters<Service['stepUp']['answer']>[0];

/** In for weeks, by a password and a code. */
async function lasting(ageMs = 8 * DAY) {
	const service = await openService();
	const ada = await totpMember(service);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
	const first = await service.signIn.withPassword(given, attempt());
	if (first.status !== 'challenge') throw new Error('A second factor was asked for.');
	const answer = { method: 'totp', answer: ada.code() };
	const verdict = await service.signIn.answer(first.challenge, answer, attempt());
	if (!verdict.verified) throw new Error(verdict.reason);
	const { token } = verdict.issued;
	service.clock.advance(ageMs);
	return { service, ada, token };
}

const sessionOf = async (service: Service, token: string) => {
	const session = await service.sessions.check(token);
	if (!session) throw new Error('The session lasts.');
	return session;
};

const begin = async (service: Service, token: string) =>
	service.stepUp.begin(await sessionOf(service, token));

const answer = (
	service: Service,
	ref: Ref,
	given: { method: string; answer: unknown; token: string }
) => service.stepUp.answer(ref, given, caller);

/** The challenge that follows a right answer. */
async function followed(verdict: ReturnType<typeof answer>) {
	const answered = await verdict;
	if (!answered.verified || !('next' in answered)) throw new Error('Another challenge follows.');
	return answered.next;
}

async function raised(verdict: ReturnType<typeof answer>) {
	const answered = await verdict;
	if (!answered.verified || !('issued' in answered)) throw new Error('The session is raised.');
	return answered.issued;
}

describe('a stolen cookie of an aged session', () => {
	test('and one code reach nothing', async () => {
		const { service, ada, token } = await lasting();
		const challenge = await begin(service, token);
		expect(challenge.methods).toEqual(['passwords']);
		for (const method of ['totp', 'recovery-codes']) {
			const code = method === 'totp' ? ada.code() : (ada.recoveryCodes[0] ?? '');
			const given = answer(service, challenge, { method, answer: code, token });
			expect(await refusal(given)).toBe('challenges.method_not_offered');
		}
		expect(await sessionOf(service, token)).toMatchObject({ aal: 1 });
	});

	test('and the password reach the next challenge, and neither a level nor a fresh proof', async () => {
		const { service, token } = await lasting();
		const before = await sessionOf(service, token);
		const given = { method: 'passwords', answer: PASSWORD, token };
		const next = await followed(answer(service, await begin(service, token), given));
		expect(next.methods).toEqual(['totp', 'recovery-codes']);
		const after = await sessionOf(service, token);
		expect(after).toMatchObject({ aal: 1, elevatedAt: before.elevatedAt });
		expect(await refusal(service.stepUp.require('change-factors', after))).toBe('step-up-required');
	});

	test('and the password that was replaced since reach nothing', async () => {
		const { service, ada, token } = await lasting();
		const owner = await begin(service, token);
		const first = { method: 'passwords', answer: PASSWORD, token };
		const half = await followed(answer(service, owner, first));
		// By the very session, which is the only one that a change of the password spares.
		const change = { current: PASSWORD, next: 'green kettles sail south' };
		const issued = await service.passwordChanges.change(
			enroller({ session: await sessionOf(service, token), token }),
			change
		);
		const given = { method: 'totp', answer: ada.code(), token };
		expect(await refusal(answer(service, half, given))).toBe('sessions.required');
		expect(await sessionOf(service, issued?.token ?? '')).toMatchObject({ aal: 1 });
	});

	test('and a right password do not end the count of wrong codes', async () => {
		const { service, token } = await lasting();
		const tried = restarted(service, { throttleScale: 1 });
		const outcomes: string[] = [];
		for (let round = 0; round < 20; round += 1) {
			const first = { method: 'passwords', answer: PASSWORD, token };
			const outcome = await refusal(
				(async () => {
					const next = await followed(answer(tried, await begin(tried, token), first));
					const wrong = { method: 'totp', answer: '000000', token };
					await answer(tried, next, wrong);
				})()
			);
			outcomes.push(outcome);
		}
		expect(outcomes).toContain('throttling.wait');
	});
});

describe('an aged session', () => {
	test('is raised by the password and then a code, under a new secret, and is on record', async () => {
		const { service, ada, token } = await lasting();
		const challenge = await begin(service, token);
		expect(service.stepUp.progressOf(challenge, 'passwords')).toEqual({ step: 1, of: 2 });
		const first = { method: 'passwords', answer: PASSWORD, token };
		const next = await followed(answer(service, challenge, first));
		expect(service.stepUp.progressOf(next, 'totp')).toEqual({ step: 2, of: 2 });
		const issued = await raised(
			answer(service, next, { method: 'totp', answer: ada.code(), token })
		);
		expect(issued.session).toMatchObject({
			aal: 2,
			elevatedAt: service.clock.now(),
			proofs: [{ method: 'passwords' }, { method: 'totp' }]
		});
		await service.stepUp.require('change-factors', issued.session);
		expect(await service.sessions.check(token)).toBeUndefined();
		expect((await service.codesOf(ada.account)).slice(-2)).toEqual([
			'step_up.continued',
			'step_up.succeeded'
		]);
	});

	test('is asked for the code alone while the password is younger than a day', async () => {
		const { service, ada, token } = await lasting(DAY - MINUTE);
		const challenge = await begin(service, token);
		expect(challenge.methods).toEqual(['totp', 'recovery-codes']);
		expect(service.stepUp.progressOf(challenge, 'totp')).toBeUndefined();
		await raised(answer(service, challenge, { method: 'totp', answer: ada.code(), token }));
	});

	test('that is raised hour by hour is asked for the password once a day', async () => {
		const { service, ada, token: begun } = await lasting(HOUR);
		let token = begun;
		for (let hours = 1; hours < 24; hours += 1) {
			const given = { method: 'totp', answer: ada.code(), token };
			({ token } = await raised(answer(service, await begin(service, token), given)));
			service.clock.advance(HOUR);
		}
		expect(await begin(service, token)).toMatchObject({ methods: ['passwords'] });
	});

	test('needs a factor that is proven again beside one that was removed since', async () => {
		const { service, ada, token } = await lasting(HOUR);
		const own = await service.factors.list(ada.account);
		const password = own.find(({ method }) => method === 'passwords');
		if (!password) throw new Error('There is a password.');
		await service.factors.remove(ada.account, password.id);
		await service.factors.add({ ...password, id: newId('fct', service.random) });
		expect(await begin(service, token)).toMatchObject({ methods: ['passwords'] });
	});

	test('of an account with a password alone is asked for that', async () => {
		const service = await openService();
		const ada = await member(service);
		const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
		const result = await service.signIn.withPassword(given, attempt());
		if (result.status !== 'signed-in') throw new Error('There is no second factor.');
		const { token } = result.issued;
		service.clock.advance(8 * DAY);
		const challenge = await begin(service, token);
		expect(challenge.methods).toEqual(['passwords']);
		expect(service.stepUp.progressOf(challenge, 'passwords')).toBeUndefined();
		const first = { method: 'passwords', answer: PASSWORD, token };
		const { session } = await raised(answer(service, challenge, first));
		await service.stepUp.require('change-password', session);
		expect(session.account).toBe(ada.account);
	});

	test('of an account with a passkey alone is raised by that, which must verify its holder', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const { ceremony, options } = await service.signIn.beginPasskey(attempt());
		const response = grace.key.get(options);
		const given = { ceremony, response, lifetime: 'lasting' } as const;
		const result = await service.signIn.finishPasskey(given, attempt());
		if (result.status !== 'signed-in') throw new Error('A passkey is two factors.');
		const { token } = result.issued;
		service.clock.advance(8 * DAY);
		const challenge = await begin(service, token);
		// A recovery code from paper is one factor: it would be spent for nothing.
		expect(challenge.methods).toEqual(['passkeys']);
		const by = async (isUserVerified: boolean) => {
			const asked = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
			const answered = grace.key.get(asked, { isUserVerified });
			return answer(service, challenge, { method: 'passkeys', answer: answered, token });
		};
		expect(await by(false)).toMatchObject({ verified: false, reason: 'user_not_verified' });
		expect((await raised(by(true))).session).toMatchObject({ aal: 2 });
	});

	test('of an account with both may answer with the passkey alone, or the password first', async () => {
		const { service, ada, token } = await lasting(HOUR);
		const owner = { session: await sessionOf(service, token), token };
		const { key, issued } = await addPasskey(service, owner);
		service.clock.advance(8 * DAY);
		const session = issued.token;
		const challenge = await begin(service, session);
		expect(challenge.methods).toEqual(['passkeys', 'passwords']);
		expect(service.stepUp.progressOf(challenge, 'passkeys')).toBeUndefined();
		expect(service.stepUp.progressOf(challenge, 'passwords')).toEqual({ step: 1, of: 2 });
		const first = { method: 'passwords', answer: PASSWORD, token: session };
		const next = await followed(answer(service, challenge, first));
		expect(next.methods).toEqual(['totp', 'passkeys', 'recovery-codes']);
		const asked = optionsOf(await service.challenges.prompt(next, 'passkeys'));
		const given = { method: 'passkeys', answer: key.get(asked), token: session };
		expect((await raised(answer(service, next, given))).session).toMatchObject({ aal: 2 });
		expect(ada.account).toBe(owner.session.account);
	});

	test('with a key that has no PIN is asked for the password first', async () => {
		const service = await openService();
		const ada = await member(service);
		const key = authenticator({ verifiesUser: false });
		await addPasskey(service, ada, key);
		const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
		const first = await service.signIn.withPassword(given, attempt());
		if (first.status !== 'challenge') throw new Error('The key was asked for.');
		const options = optionsOf(await service.challenges.prompt(first.challenge, 'passkeys'));
		const by = { method: 'passkeys', answer: key.get(options) };
		const verdict = await service.signIn.answer(first.challenge, by, attempt());
		if (!verdict.verified) throw new Error(verdict.reason);
		const { token } = verdict.issued;
		service.clock.advance(8 * DAY);
		const challenge = await begin(service, token);
		expect(challenge.methods).toEqual(['passwords']);
		const next = await followed(
			answer(service, challenge, { method: 'passwords', answer: PASSWORD, token })
		);
		const asked = optionsOf(await service.challenges.prompt(next, 'passkeys'));
		const last = { method: 'passkeys', answer: key.get(asked), token };
		expect((await raised(answer(service, next, last))).session).toMatchObject({ aal: 2 });
	});

	test('of which an earlier version asked for a code alone is asked for the password then', async () => {
		const { service, ada, token } = await lasting();
		const { id: holder, account } = await sessionOf(service, token);
		const challenge = await service.challenges.issue({
			account,
			holder,
			purpose: 'step-up',
			methods: ['totp'],
			mustStandAlone: false,
			isKnowledgeProven: false
		});
		const code = { method: 'totp', answer: ada.code(), token };
		const next = await followed(answer(service, challenge, code));
		expect(next.methods).toEqual(['passwords']);
		const last = { method: 'passwords', answer: PASSWORD, token };
		// A password is never the last.
		const third = await followed(answer(service, next, last));
		expect(third.methods).toEqual(['totp', 'recovery-codes']);
	});

	test('that is answered wrongly stays where it is, at each step', async () => {
		const { service, ada, token } = await lasting();
		const challenge = await begin(service, token);
		const wrong = { method: 'passwords', answer: 'wrong', token };
		expect(await answer(service, challenge, wrong)).toMatchObject({ attemptsLeft: 4 });
		const first = { method: 'passwords', answer: PASSWORD, token };
		const next = await followed(answer(service, challenge, first));
		// What was answered is over, and proves nothing twice.
		expect(await refusal(answer(service, challenge, first))).toBe('challenges.gone');
		const bad = { method: 'totp', answer: otherThan(ada.code()), token };
		expect(await answer(service, next, bad)).toMatchObject({ attemptsLeft: 4 });
		await raised(answer(service, next, { method: 'totp', answer: ada.code(), token }));
	});
});

describe('a session by a recovery code', () => {
	test('stays as young as it was when its password is changed, and is raised by another code', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const [one = '', two = ''] = ada.recoveryCodes;
		const given = { identifier: 'ada', password: PASSWORD, code: one };
		const recovered = await service.signIn.recover(given, attempt());
		const next = 'green kettles sail south';
		const by = enroller(recovered);
		service.clock.advance(5 * MINUTE);
		const changed = await service.passwordChanges.change(by, { current: PASSWORD, next });
		const { token = '' } = changed ?? {};
		expect(changed?.session.elevatedAt).toEqual(recovered.session.elevatedAt);
		service.clock.advance(6 * MINUTE);
		const challenge = await begin(service, token);
		const last = { method: 'recovery-codes', answer: two, token };
		expect((await raised(answer(service, challenge, last))).session).toMatchObject({ aal: 2 });
	});

	test('below level 2 does not become fresh by a factor that does not reach it', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const [code = ''] = grace.recoveryCodes;
		const given = { identifier: 'grace', password: '', code };
		const recovered = await service.signIn.recover(given, attempt());
		service.clock.advance(MINUTE);
		const by = enroller(recovered);
		const { id, prompt } = await service.enrolments.begin(by, { method: 'totp' });
		const result = await service.enrolments.finish(by, { id, answer: appOf(service, prompt)() });
		expect(result).toMatchObject({
			issued: { session: { aal: 1, elevatedAt: recovered.session.elevatedAt } }
		});
	});
});
