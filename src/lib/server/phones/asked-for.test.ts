/** What a phone says that it is asked for: the very thing, in the words of its owner, and signed. */
import { expect, test } from 'vitest';

import type { ChallengeId } from '../core/ids.ts';
import { Refusal } from '../core/refusal.ts';
import type { Prompt } from '../factors/index.ts';
import { attempt, caller, PASSWORD } from '../people.fixture.ts';
import { ACTIONS, type Action } from '../policy/index.ts';
import { MINUTE, openService, ORIGIN } from '../testing.fixture.ts';
import { phoneMember, requestsOf } from './people.fixture.ts';
import { createPhone } from './phone.fixture.ts';

function numberOf(prompt: Prompt): string {
	if (prompt.kind !== 'approval') throw new Error('No phone is asked.');
	return prompt.number;
}

/** Somebody whose proof has aged, in a language of theirs. */
async function aged(locale: string) {
	const service = await openService();
	const ada = await phoneMember(service);
	await service.accounts.change(ada.account, { locale });
	service.clock.advance(2 * 60 * MINUTE);
	const { session } = ada.issued;
	/** The challenge that stands before an action, by a phone. */
	const ask = async (action: Action): Promise<string | undefined> => {
		const refused: unknown = await service.stepUp
			.require(action, session)
			.catch((error: unknown) => error);
		if (!(refused instanceof Refusal)) throw new Error('Nothing was refused.');
		const { id } = refused.details?.['challenge'] as { id: ChallengeId };
		const prompt = await service.challenges.prompt({ id, holder: session.id }, 'phones', caller);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		const [latest] = list.filter(({ numbers }) => numbers.includes(numberOf(prompt)));
		service.clock.advance(3 * MINUTE);
		return latest?.document.action;
	};
	return { service, ada, ask };
}

test.each([
	['en', 'Change the password at Latchkey', /sensitive/],
	['de', 'Das Passwort bei Latchkey ändern', /heikle/]
])('a step-up names its action, each in words of its own (%s)', async (locale, words, generic) => {
	const { ask } = await aged(locale);
	const all = [];
	for (const action of ACTIONS) all.push(await ask(action));
	expect(all[ACTIONS.indexOf('change-password')]).toBe(words);
	expect(new Set(all).size).toBe(ACTIONS.length);
	for (const each of all) expect(each).not.toMatch(generic);
});

test('a step-up that nobody said more of is one for something sensitive', async () => {
	const { service, ada } = await aged('en');
	const challenge = await service.stepUp.begin(ada.issued.session);
	await service.challenges.prompt(challenge, 'phones', caller);
	const { list } = await requestsOf(service, ada.factor.id, ada.account);
	expect(list[0]?.document.action).toBe('Confirm a sensitive change at Latchkey');
});

test('an application that signs somebody in by itself is named, and the name is signed', async () => {
	const service = await openService();
	const phone = createPhone({ origin: ORIGIN });
	const ada = await phoneMember(service, 'ada', phone);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const result = await service.signIn.withPassword(given, { ...attempt(), application: 'Notes' });
	if (result.status !== 'challenge') throw new Error('A phone is asked for.');
	const prompt = await service.challenges.prompt(result.challenge, 'phones', caller);
	const number = numberOf(prompt);
	const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
	const [request] = list;
	if (!request) throw new Error('Nothing is asked.');
	expect(request.document.action).toBe('Sign in to Notes by Latchkey');
	const { requests } = service.phones;
	const document = { action: 'Sign in to Latchkey' };
	const another = { id: request.id, ...phone.answer(request, number, { document }) };
	await expect(requests.answer(by, another)).rejects.toMatchObject({
		code: 'approvals.not_signed'
	});
	const right = { id: request.id, ...phone.answer(request, number) };
	expect(await requests.answer(by, right)).toEqual({ answer: 'approved' });
});

test('so it is where its page shows a picture for a phone', async () => {
	const service = await openService();
	const ada = await phoneMember(service);
	const by = { ...attempt('computer'), application: 'Notes' };
	const { url } = await service.phoneSignIn.begin('brief', by);
	const { by: phone } = await requestsOf(service, ada.factor.id, ada.account);
	await service.phoneSignIn.claim(url.split('#')[1] ?? '', phone);
	const { list } = await requestsOf(service, ada.factor.id, ada.account);
	expect(list[0]?.document.action).toBe('Sign in to Notes by Latchkey on another computer');
});

test('where a browser goes on to is named beside where it is signed in', async () => {
	const service = await openService();
	const ada = await phoneMember(service);
	const latest = async () => {
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		service.clock.advance(3 * MINUTE);
		return list.at(-1)?.document.action;
	};
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const by = { ...attempt(), goesOnTo: 'Notes' };
	const result = await service.signIn.withPassword(given, by);
	if (result.status !== 'challenge') throw new Error('A phone is asked for.');
	await service.challenges.prompt(result.challenge, 'phones', caller);
	expect(await latest()).toBe('Sign in to Latchkey and go on to Notes');

	const stepUp = await service.stepUp.begin(ada.issued.session, 'Notes');
	await service.challenges.prompt(stepUp, 'phones', caller);
	expect(await latest()).toBe('Confirm that it is you and go on to Notes');

	const { url } = await service.phoneSignIn.begin('brief', by);
	const { by: phone } = await requestsOf(service, ada.factor.id, ada.account);
	await service.phoneSignIn.claim(url.split('#')[1] ?? '', phone);
	expect(await latest()).toBe('Sign in to Latchkey on another computer and go on to Notes');
});
