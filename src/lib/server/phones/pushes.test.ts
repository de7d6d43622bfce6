import { describe, expect, test } from 'vitest';

import { asked as askedAlone } from '../phone-sign-in/people.fixture.ts';
import { createSubscriber } from '../push/receiver.fixture.ts';
import { openService, racing, refusal, type Service } from '../testing.fixture.ts';
import { phoneOf } from '../factors/phones/index.ts';
import { asked, linkPhone, phoneMember, requestsOf } from './people.fixture.ts';

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/1';

/** Somebody whose phone wants to be told. */
async function subscribed(endpoint = ENDPOINT) {
	const service = await openService();
	const ada = await phoneMember(service);
	const browser = createSubscriber();
	const { by } = await requestsOf(service, ada.factor.id, ada.account);
	await service.phones.pushes.keep(by.phone, browser.at(endpoint));
	return { service, ada, browser, by };
}

async function keptBy(service: Service, ada: { factor: { id: string }; account: string }) {
	const { by } = await requestsOf(service, ada.factor.id, ada.account);
	return phoneOf(by.phone).push?.endpoint;
}

describe('a phone that wants to be told', () => {
	test('is told of a request by an id that says nothing', async () => {
		const { service, ada, browser } = await subscribed();
		await asked(service);
		await service.phones.pushes.flush();
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(service.pushed).toHaveLength(1);
		const [message] = service.pushed;
		expect(message?.endpoint).toBe(ENDPOINT);
		expect(browser.open(Buffer.from(message?.body ?? []))).toBe(list[0]?.id);
	});

	test('is not told by looking, nor of a sign-in that it came to itself', async () => {
		const { service, ada } = await subscribed();
		await askedAlone(service, ada);
		await service.phones.pushes.flush();
		expect(service.pushed).toEqual([]);
	});

	test('is told beside every other phone of the account, and no phone of anybody else', async () => {
		const { service, ada, by } = await subscribed();
		const second = await linkPhone(service, ada.issued);
		const eve = await phoneMember(service, 'eve');
		const at = (path: string) => createSubscriber().at(`https://web.push.apple.com/${path}`);
		const { by: other } = await requestsOf(service, second.factor.id, ada.account);
		const { by: hers } = await requestsOf(service, eve.factor.id, eve.account);
		await service.phones.pushes.keep(other.phone, at('second'));
		await service.phones.pushes.keep(hers.phone, at('eve'));
		await asked(service);
		await service.phones.pushes.flush();
		expect(service.pushed.map(({ endpoint }) => endpoint).sort()).toEqual([
			ENDPOINT,
			'https://web.push.apple.com/second'
		]);
		await service.phones.pushes.keep(by.phone, undefined);
		expect(await keptBy(service, ada)).toBeUndefined();
	});

	test.each(['refused', 'failed'] as const)(
		'still answers what it was not told of: %s',
		async (answers) => {
			const { service, ada } = await subscribed();
			service.pushService.answers = answers;
			await asked(service);
			await service.phones.pushes.flush();
			expect((await requestsOf(service, ada.factor.id, ada.account)).list).toHaveLength(1);
			expect(await keptBy(service, ada)).toBe(ENDPOINT);
		}
	);

	test('is forgotten where its browser is gone, but not what it has subscribed to since', async () => {
		const { service, ada, by } = await subscribed();
		const { pushService } = service;
		const { pushes } = service.phones;
		pushService.answers = 'gone';
		await asked(service);
		await pushes.flush();
		expect(await keptBy(service, ada)).toBeUndefined();

		await pushes.keep(by.phone, createSubscriber().at(`${ENDPOINT}/old`));
		pushService.meanwhile = () => pushes.keep(by.phone, createSubscriber().at(`${ENDPOINT}/new`));
		await asked(service, { by: 'another' });
		await pushes.flush();
		expect(service.pushed.at(-1)?.endpoint).toBe(`${ENDPOINT}/old`);
		expect(await keptBy(service, ada)).toBe(`${ENDPOINT}/new`);
	});

	test('goes on approving: what is kept of it is as it was', async () => {
		const { service, ada, by } = await subscribed();
		const { goOn, number } = await asked(service);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		const [request] = list;
		if (!request) throw new Error('Nothing is asked.');
		const given = { id: request.id, ...ada.phone.answer(request, number) };
		await service.phones.requests.answer(by, given);
		expect(await goOn()).toMatchObject({ verified: true });
		expect(await keptBy(service, ada)).toBe(ENDPOINT);
	});

	test('of 50 subscriptions at once keeps one that was given', async () => {
		const { service, ada, by } = await subscribed();
		const kept = await racing((at) =>
			service.phones.pushes.keep(by.phone, createSubscriber().at(`${ENDPOINT}/${at}`))
		);
		expect(kept['done']).toBeGreaterThan(0);
		expect(Object.keys(kept).filter((each) => !['done', 'phones.busy'].includes(each))).toEqual([]);
		expect(await keptBy(service, ada)).toMatch(/\/\d+$/);
	});

	test('that was removed meanwhile keeps nothing', async () => {
		const { service, ada, by } = await subscribed();
		await service.factors.remove(ada.account, by.phone.id);
		const given = createSubscriber().at(ENDPOINT);
		expect(await refusal(service.phones.pushes.keep(by.phone, given))).toBe('phones.not_linked');
	});
});

test.each(['https://10.0.0.1/', 'http://localhost:6379/', 'https://fcm.googleapis.com:1/'])(
	'a phone that would have this service call %s is refused',
	async (endpoint) => {
		const { service, ada, by } = await subscribed();
		const given = createSubscriber().at(endpoint);
		expect(await refusal(service.phones.pushes.keep(by.phone, given))).toBe(
			'phones.push_not_accepted'
		);
		expect(await keptBy(service, ada)).toBe(ENDPOINT);
	}
);
