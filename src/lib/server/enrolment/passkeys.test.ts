import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	authenticator,
	enroller,
	member,
	optionsOf,
	signedIn
} from '../people.fixture.ts';
import { openService, racing, refusal } from '../testing.fixture.ts';

async function begun(isConditional = false) {
	const service = await openService();
	const ada = await member(service);
	const by = enroller(ada);
	const key = authenticator();
	const { id, prompt } = await service.enrolments.begin(by, { method: 'passkeys', isConditional });
	const options = optionsOf(prompt);
	const finish = (answer: unknown) => service.enrolments.finish(by, { id, answer });
	return { service, ada, by, key, options, finish };
}

describe('adding a passkey', () => {
	test('raises the session and issues recovery codes', async () => {
		const { ada, key, options, finish } = await begun();
		const result = await finish(key.create(options));
		if (!result.enrolled) throw new Error(result.reason);
		expect(result.recoveryCodes).toHaveLength(10);
		expect(result.factor).toMatchObject({ method: 'passkeys', label: 'Passkey' });
		expect(result.issued?.session).toMatchObject({
			id: ada.session.id,
			aal: 2,
			amr: ['pwd', 'user', 'mfa', 'swk']
		});
	});

	test('happens once: the same ceremony cannot finish twice', async () => {
		const { service, ada, key, options, finish } = await begun();
		await finish(key.create(options));
		expect(await refusal(finish(key.create(options)))).toBe('enrolment.gone');
		expect(await service.enrolments.list(ada.account)).toHaveLength(3);
	});

	test('happens once by 50 at the same time', async () => {
		const { service, ada, key, options, finish } = await begun();
		const answer = key.create(options);
		const outcomes = await racing(() => finish(answer));
		expect(outcomes).toEqual({ done: 1, 'enrolment.gone': 49 });
		expect(await service.enrolments.list(ada.account)).toHaveLength(3);
	});

	test.each([undefined, {}, 'x', [], { id: 'x' }])('ends with the bad answer %j', async (bad) => {
		const { key, options, finish } = await begun();
		expect(await finish(bad)).toMatchObject({ enrolled: false, attemptsLeft: 0 });
		expect(await refusal(finish(key.create(options)))).toBe('enrolment.gone');
	});

	test('does not take a credential that is registered at another account', async () => {
		const { service, key, options, finish } = await begun();
		const eve = await member(service, 'eve');
		const theirs = await addPasskey(service, eve);
		const views = await service.factors.list(eve.account);
		const handle = views.find(({ id }) => id === theirs.factor.id)?.handle ?? '';
		const credentialId = Buffer.from(handle, 'base64url');
		const failed = finish(key.create(options, { credentialId }));
		expect(await refusal(failed)).toBe('enrolment.already_enrolled');
		const owner = await service.factors.findByHandle('passkeys', handle);
		expect(owner?.account).toBe(eve.account);
	});

	test('does not take the same credential twice', async () => {
		const { service, by, key, options, finish } = await begun();
		const answer = key.create(options);
		const result = await finish(answer);
		if (!result.enrolled) throw new Error(result.reason);
		const again = { ...by, token: result.issued?.token ?? '' };
		const { id, prompt } = await service.enrolments.begin(again, { method: 'passkeys' });
		const credentialId = Buffer.from(answer.id, 'base64url');
		const second = key.create(optionsOf(prompt), { credentialId });
		const verdict = await service.enrolments.finish(again, { id, answer: second });
		expect(verdict).toMatchObject({ enrolled: false, reason: 'already_enrolled' });
	});

	test('by a session that has ended meanwhile adds nothing', async () => {
		const { service, ada, key, options, finish } = await begun();
		const owner = await signedIn(service);
		await service.sessions.endAll(ada.account, owner.session.id);
		expect(await refusal(finish(key.create(options)))).toBe('sessions.required');
		const methods = (await service.enrolments.list(ada.account)).map(({ method }) => method);
		expect(methods).toEqual(['passwords']);
		expect(await service.codesOf(ada.account)).not.toContain('factor.enrolled');
	});
});

describe('a passkey that is made in passing', () => {
	test('proves nothing and raises nothing', async () => {
		const { service, ada, key, options, finish } = await begun(true);
		const answer = key.create(options, { isUserPresent: false, isUserVerified: false });
		const result = await finish(answer);
		if (!result.enrolled) throw new Error(result.reason);
		expect(result.issued).toBeUndefined();
		expect(await service.sessions.check(ada.token)).toMatchObject({ aal: 1 });
	});

	test('is not left behind by a session that has ended', async () => {
		const { service, ada, key, options, finish } = await begun(true);
		await service.sessions.endAll(ada.account);
		const answer = key.create(options, { isUserPresent: false, isUserVerified: false });
		expect(await refusal(finish(answer))).toBe('sessions.required');
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
	});
});
