import { expect, test } from 'vitest';

import {
	addPasskey,
	attempt,
	authenticator,
	caller,
	challenged,
	enroller,
	member,
	optionsOf
} from '../people.fixture.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';
import type { ChallengeId } from '../core/ids.ts';

/** One of each thing that a browser, and its session, can have pending; all but the last by its attempt. */
async function everything(service: Service) {
	const ada = await member(service);
	const { key, issued } = await addPasskey(service, ada);
	const who = { username: 'newcomer', email: 'new@example.org' };
	const signUp = await service.signUp.beginPasskey(who, attempt());
	const signIn = await service.signIn.beginPasskey(attempt());
	const challenge = await challenged(service);
	const options = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
	const stepUp = await service.stepUp.begin(issued.session);
	await service.challenges.prompt(stepUp, 'passkeys');
	const enrolment = await service.enrolments.begin(enroller(issued), { method: 'totp' });
	return { key, issued, signUp, signIn, challenge, options, stepUp, enrolment };
}

test('a ceremony of signing in is nothing else', async () => {
	const service = await openService();
	const { key, signIn } = await everything(service);
	const [id, response] = [signIn.ceremony, key.get(signIn.options)];
	const signUp = service.signUp.finishPasskey({ ceremony: id, response }, attempt());
	expect(await refusal(signUp)).toBe('sign_up.ceremony_gone');
});

test('a ceremony of signing up is nothing else', async () => {
	const service = await openService();
	const { signUp } = await everything(service);
	const response = authenticator().create(signUp.options);
	const given = { ceremony: signUp.ceremony, response, lifetime: 'brief' } as const;
	expect(await refusal(service.signIn.finishPasskey(given, attempt()))).toBe(
		'sign_in.ceremony_gone'
	);
});

test('a challenge and its ceremony are no ceremony of signing in or up', async () => {
	const service = await openService();
	const { key, challenge, options } = await everything(service);
	const response = key.get(options);
	for (const ceremony of [`${challenge.id}/passkeys`, challenge.id]) {
		const given = { ceremony, response, lifetime: 'brief' } as const;
		expect(await refusal(service.signIn.finishPasskey(given, attempt()))).toBe(
			'sign_in.ceremony_gone'
		);
		expect(await refusal(service.signUp.finishPasskey(given, attempt()))).toBe(
			'sign_up.ceremony_gone'
		);
	}
});

test('a ceremony is no challenge', async () => {
	const service = await openService();
	const { challenge, signIn, signUp } = await everything(service);
	const { holder } = attempt();
	for (const id of [`${challenge.id}/passkeys`, signIn.ceremony, signUp.ceremony]) {
		const ref = { id: id as ChallengeId, holder };
		const given = { method: 'passkeys', answer: {} };
		expect(await refusal(service.challenges.get(ref))).toBe('challenges.gone');
		expect(await refusal(service.challenges.prompt(ref, 'passkeys'))).toBe('challenges.gone');
		expect(await refusal(service.challenges.answer(ref, given, caller))).toBe('challenges.gone');
	}
});

test('a challenge is no enrolment and an enrolment is no challenge', async () => {
	const service = await openService();
	const { issued, stepUp, enrolment } = await everything(service);
	const by = enroller(issued);
	for (const id of [stepUp.id, `${stepUp.id}/passkeys`]) {
		expect(await refusal(service.enrolments.resume(by, id))).toBe('enrolment.gone');
		const finished = service.enrolments.finish(by, { id, answer: '123456' });
		expect(await refusal(finished)).toBe('enrolment.gone');
	}
	const { attemptsLeft } = await service.challenges.get(stepUp);
	expect(attemptsLeft, 'what it is not costs it nothing').toBe(stepUp.attemptsLeft);
	const ref = { id: enrolment.id as string as ChallengeId, holder: issued.session.id };
	expect(await refusal(service.challenges.get(ref))).toBe('challenges.gone');
});
