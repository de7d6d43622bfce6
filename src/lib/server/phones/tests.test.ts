import { describe, expect, test } from 'vitest';

import type { SessionId } from '../core/ids.ts';
import { attempt, caller, challenged, enroller } from '../people.fixture.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';
import { linkPhone, phoneMember, requestsOf } from './people.fixture.ts';

type Owner = Awaited<ReturnType<typeof phoneMember>>;

const begin = (service: Service, { factor, issued }: Owner) =>
	service.phones.tests.begin(factor.id, { session: issued.session, caller });
const look = (service: Service, { factor, issued }: Owner) =>
	service.phones.tests.find(factor.id, issued.session);

/** A phone that is tested, and how it answers. */
async function tested() {
	const service = await openService();
	const ada = await phoneMember(service);
	const { number } = await begin(service, ada);
	const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
	const [request] = list;
	if (!request) throw new Error('Nothing is asked.');
	const { requests } = service.phones;
	const answer = (picked = number) =>
		requests.answer(by, { id: request.id, ...ada.phone.answer(request, picked) });
	return { service, ada, number, by, request, answer };
}

describe('a phone that is tested', () => {
	test('is asked something that opens nothing, and its answer is shown with its time', async () => {
		const { service, ada, request, answer } = await tested();
		expect(request.document).toMatchObject({
			purpose: 'test',
			action: 'A test by Latchkey: nothing happens'
		});
		expect(await look(service, ada)).not.toHaveProperty('result');
		await answer();
		const sessions = await service.sessions.list(ada.account);
		expect(await look(service, ada)).toMatchObject({
			result: 'worked',
			answeredAt: service.clock.now()
		});
		expect(await service.sessions.list(ada.account)).toEqual(sessions);
		service.clock.advance(9 * MINUTE);
		expect(await look(service, ada)).toMatchObject({ result: 'worked' });
	});

	test('that picks another number, declines, or is silent, is told apart', async () => {
		const { service, ada, request, number, answer } = await tested();
		await answer(request.numbers.find((each) => each !== number));
		expect(await look(service, ada)).toMatchObject({ result: 'wrong_number' });

		await begin(service, ada);
		const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
		await service.phones.requests.decline(by, list[0]?.id ?? '');
		expect(await look(service, ada)).toMatchObject({ result: 'declined' });

		await begin(service, ada);
		service.clock.advance(2 * MINUTE);
		expect(await look(service, ada)).toMatchObject({ result: 'no_answer' });
	});

	test('is asked one thing at a time, and no other phone of the account is', async () => {
		const { service, ada, answer } = await tested();
		const second = await linkPhone(service, ada.issued);
		await begin(service, ada);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toHaveLength(1);
		expect((await requestsOf(service, second.factor.id, ada.account)).list).toEqual([]);
	});

	test('whose owner says “this was not me” ends the session that asked', async () => {
		const { service, ada, by, request } = await tested();
		await service.phones.requests.disown(by, request.id);
		expect(await service.sessions.check(ada.issued.token)).toBeUndefined();
	});

	test('is not flooded: tests are counted with what else a phone is asked', async () => {
		const service = await openService({ throttleScale: 1 });
		const ada = await phoneMember(service);
		expect(await racing(() => begin(service, ada))).toEqual({ done: 5, 'throttling.wait': 45 });
		const ref = await challenged(service);
		expect(await refusal(service.challenges.prompt(ref, 'phones', caller))).toBe('throttling.wait');
	});
});

describe('an attack', () => {
	test('a test that was approved signs nobody in', async () => {
		const { service, ada, request, answer } = await tested();
		await answer();
		const result = await service.approvals.resultOf(request.id);
		const { generation = 0 } = (await service.accounts.find(ada.account)) ?? {};
		const given = { account: ada.account, generation, request: request.id, result } as const;
		const alone = await service.signIn.withPhone({ ...given, lifetime: 'brief' }, attempt());
		expect(alone).toEqual({ verified: false, reason: 'not_asked' });
	});

	test.each(['sign-in', 'step-up'])(
		'a test that was approved is no proof of a %s',
		async (purpose) => {
			const { service, ada, request, answer } = await tested();
			await answer();
			const result = await service.approvals.resultOf(request.id);
			const phones = service.methods.find(({ id }) => id === 'phones');
			const own = await service.factors.list(ada.account);
			const state = { request: request.id, purpose };
			expect(await phones?.verification.finish(own, state, '', result)).toEqual({
				passed: false,
				reason: 'not_asked'
			});
		}
	);

	test('nobody else’s phone is tested, nor what is no phone', async () => {
		const { service, ada } = await tested();
		const eve = await phoneMember(service, 'eve');
		const by = { session: eve.issued.session, caller };
		expect(await refusal(service.phones.tests.begin(ada.factor.id, by))).toBe('phones.unknown');
		expect(await refusal(service.phones.tests.find(ada.factor.id, by.session))).toBe(
			'phones.unknown'
		);
		const [password] = (await service.factors.list(eve.account)).filter(
			({ method }) => method === 'passwords'
		);
		expect(await refusal(service.phones.tests.begin(password?.id ?? '', by))).toBe(
			'phones.unknown'
		);
	});

	test('another session of the account does not see what this one asked', async () => {
		const { service, ada } = await tested();
		const other = { ...ada.issued.session, id: 'ses_other' as SessionId };
		expect(await service.phones.tests.find(ada.factor.id, other)).toBeUndefined();
	});

	test('a phone that was removed answers no test', async () => {
		const { service, ada } = await tested();
		await service.enrolments.remove(enroller(ada.issued), ada.factor.id);
		expect(await refusal(look(service, ada))).toBe('phones.unknown');
	});
});
