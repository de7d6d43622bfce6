import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	addTotp,
	attempt,
	authenticator,
	caller,
	challenged,
	enroller,
	member,
	optionsOf,
	otherThan,
	passkeyMember,
	PASSWORD,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import type { IssuedSession } from '../sessions/index.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

/** Someone with an app whose proof has aged. */
async function aged() {
	const service = await openService();
	const ada = await totpMember(service);
	service.clock.advance(10 * MINUTE);
	return { service, ada };
}

/** A second session of the same account. */
async function elsewhere(service: Service, code: () => string): Promise<IssuedSession> {
	const ref = await challenged(service, { by: 'elsewhere' });
	const given = { method: 'totp', answer: code() };
	const verdict = await service.signIn.answer(ref, given, attempt('elsewhere'));
	if (!verdict.verified) throw new Error(verdict.reason);
	service.clock.advance(MINUTE);
	return verdict.issued;
}

describe('an action that needs a fresh proof', () => {
	test('is allowed with one, and refused with the challenge to answer when it has aged', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		await service.stepUp.require('change-factors', ada.session);
		service.clock.advance(10 * MINUTE);
		const failed = service.stepUp.require('change-factors', ada.session);
		await expect(failed).rejects.toMatchObject({
			code: 'step-up-required',
			kind: 'step-up-required',
			details: {
				challenge: {
					id: expect.stringMatching(/^chl_/) as string,
					methods: ['totp', 'recovery-codes'],
					expiresAt: new Date(service.clock.now().getTime() + 10 * MINUTE)
				}
			}
		});
	});

	test('is refused to a fresh session below what its account can reach', async () => {
		const service = await openService();
		const ada = await member(service);
		await service.stepUp.require('change-factors', ada.session);
		// Added from elsewhere: this session has proven the password only.
		await addTotp(service, await signedIn(service));
		const failed = service.stepUp.require('change-factors', ada.session);
		expect(await refusal(failed)).toBe('step-up-required');
	});

	test('is allowed after recovery while that is fresh', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const given = { identifier: 'ada', password: PASSWORD, code: ada.recoveryCodes[0] ?? '' };
		const { session } = await service.signIn.recover(given, attempt());
		await service.stepUp.require('change-factors', session);
		service.clock.advance(10 * MINUTE);
		expect(await refusal(service.stepUp.require('change-factors', session))).toBe(
			'step-up-required'
		);
	});
});

describe('what is offered', () => {
	test('is the password where there is nothing else', async () => {
		const service = await openService();
		const ada = await member(service);
		const challenge = await service.stepUp.begin(ada.session);
		expect(challenge).toMatchObject({ purpose: 'step-up', methods: ['passwords'] });
		const given = { method: 'passwords', answer: PASSWORD, token: ada.token };
		service.clock.advance(MINUTE);
		const verdict = await service.stepUp.answer(challenge, given, caller);
		expect(verdict).toMatchObject({ verified: true });
	});

	test('is never the password beside a second factor', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		expect(challenge.methods).toEqual(['totp', 'recovery-codes']);
		const given = { method: 'passwords', answer: PASSWORD, token: ada.token };
		expect(await refusal(service.stepUp.answer(challenge, given, caller))).toBe(
			'challenges.method_not_offered'
		);
	});

	test('is a passkey that must verify its holder where there is no password', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const challenge = await service.stepUp.begin(grace.session);
		expect(challenge.methods).toEqual(['passkeys', 'recovery-codes']);
		const answer = async (isUserVerified: boolean) => {
			const options = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
			const response = grace.key.get(options, { isUserVerified });
			const given = { method: 'passkeys', answer: response, token: grace.token };
			return service.stepUp.answer(challenge, given, caller);
		};
		expect(await answer(false)).toMatchObject({ verified: false, reason: 'user_not_verified' });
		expect(await answer(true)).toMatchObject({ verified: true });
	});

	test('is a passkey of one factor beside the password, which makes two', async () => {
		const service = await openService();
		const ada = await member(service);
		const key = authenticator({ verifiesUser: false });
		const { issued } = await addPasskey(service, ada, key);
		expect(issued.session).toMatchObject({ aal: 2, amr: ['pwd', 'user', 'swk', 'mfa'] });
	});
});

describe('knowledge', () => {
	test('is proven beside the answer while the password is no older than the act', async () => {
		const service = await openService();
		const ada = await member(service);
		service.clock.advance(10 * MINUTE - 1);
		expect(await service.stepUp.begin(ada.session)).toMatchObject({ isKnowledgeProven: true });
		service.clock.advance(1);
		expect(await service.stepUp.begin(ada.session)).toMatchObject({ isKnowledgeProven: false });
	});

	test('of long ago does not make a found key worth two factors', async () => {
		const service = await openService();
		const ada = await member(service);
		const key = authenticator({ verifiesUser: false });
		const { issued } = await addPasskey(service, ada, key);
		service.clock.advance(11 * MINUTE);
		const challenge = await service.stepUp.begin(issued.session);
		const options = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
		// Whoever found the key has taught it a PIN of their own.
		const answer = key.get(options, { isUserVerified: true });
		const given = { method: 'passkeys', answer, token: issued.token };
		await service.stepUp.answer(challenge, given, caller);
		const [found] = (await service.enrolments.list(ada.account)).filter(
			({ method }) => method === 'passkeys'
		);
		expect(found?.details).toMatchObject({ canStandAlone: false });
	});
});

describe('answering', () => {
	test('raises the session under a new secret, and is on record', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code(), token: ada.token };
		const verdict = await service.stepUp.answer(challenge, given, caller);
		if (!verdict.verified || !('issued' in verdict)) throw new Error('The code is enough.');
		const { session, token } = verdict.issued;
		expect(session).toMatchObject({ id: ada.session.id, aal: 2 });
		expect(session.elevatedAt).toEqual(service.clock.now());
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.sessions.check(token)).toMatchObject({ id: ada.session.id });
		await service.stepUp.require('change-factors', session);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'step_up.succeeded',
			session: ada.session.id,
			details: { method: 'totp' }
		});
	});

	test('wrongly leaves the session as it was, and is on record', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: otherThan(ada.code()), token: ada.token };
		const verdict = await service.stepUp.answer(challenge, given, caller);
		expect(verdict).toMatchObject({ verified: false, attemptsLeft: 4 });
		expect(await service.sessions.check(ada.token)).toMatchObject({
			elevatedAt: ada.session.elevatedAt
		});
		expect((await service.events(ada.account)).at(-1)?.code).toBe('step_up.failed');
	});

	test("another session's challenge is gone, and spends neither attempt nor code", async () => {
		const { service, ada } = await aged();
		const other = await elsewhere(service, ada.code);
		const challenge = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code() };
		for (const holder of [other.session.id, ada.session.id]) {
			const ref = { id: challenge.id, holder };
			const stolen = service.stepUp.answer(ref, { ...given, token: other.token }, caller);
			expect(await refusal(stolen)).toBe('challenges.gone');
		}
		expect((await service.challenges.get(challenge)).attemptsLeft).toBe(5);
		const own = await service.stepUp.answer(challenge, { ...given, token: ada.token }, caller);
		expect(own).toMatchObject({ verified: true });
	});

	test('for a session that has ended meanwhile is refused, and spends no code', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		await service.sessions.end(ada.account, ada.session.id);
		const given = { method: 'totp', answer: ada.code(), token: ada.token };
		expect(await refusal(service.stepUp.answer(challenge, given, caller))).toBe(
			'sessions.required'
		);
		await elsewhere(service, ada.code);
	});

	test('a challenge of signing in raises no session', async () => {
		const { service, ada } = await aged();
		const challenge = await challenged(service);
		const given = { method: 'totp', answer: ada.code(), token: ada.token };
		expect(await refusal(service.stepUp.answer(challenge, given, caller))).toBe('challenges.gone');
	});

	test('a challenge of stepping up signs nobody in', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code() };
		const before = await service.sessions.list(ada.account);
		expect(await refusal(service.signIn.answer(challenge, given, attempt()))).toBe(
			'sign_in.not_accepted'
		);
		expect(await service.sessions.list(ada.account)).toEqual(before);
	});

	test('50 times at once raises once', async () => {
		const { service, ada } = await aged();
		const challenge = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code(), token: ada.token };
		const outcomes = await racing(
			() => service.stepUp.answer(challenge, given, caller),
			({ verified }) => (verified ? 'raised' : 'wrong')
		);
		expect(outcomes['raised']).toBe(1);
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.sessions.list(ada.account)).toHaveLength(1);
	});

	test('does not raise a session whose enroller holds an older token', async () => {
		const { service, ada } = await aged();
		const first = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', answer: ada.code(), token: ada.token };
		await service.stepUp.answer(first, given, caller);
		service.clock.advance(MINUTE);
		const second = await service.stepUp.begin(ada.session);
		const again = { ...given, answer: ada.code(), token: enroller(ada).token };
		expect(await refusal(service.stepUp.answer(second, again, caller))).toBe('sessions.required');
	});
});
