/** Applications that are turned off: by their owner, for good, and without being told. */
import { describe, expect, test, vi } from 'vitest';

import { askedOf, openShop } from '../transactions/people.fixture.ts';
import { asked, ask, openWithClients } from '../backchannel-sign-in/people.fixture.ts';
import { caller, member } from '../people.fixture.ts';
import { phoneMember, requestsOf } from '../phones/people.fixture.ts';
import { MINUTE, openService, racing, refusal } from '../testing.fixture.ts';

type Owner = Awaited<ReturnType<typeof phoneMember>>;
const ownerOf = ({ issued }: Owner) => ({ session: issued.session, caller });

describe('an application that asks by a key', () => {
	async function open() {
		const service = await openService();
		const shop = await openShop(service);
		const first = await askedOf(service, shop);
		return { service, shop, ...first, by: ownerOf(first.ada) };
	}

	test('is listed once a phone has answered it, whatever the answer was', async () => {
		const { service, ada, decline, shop } = await open();
		expect(await service.askers.list(ada.account)).toEqual([]);
		await decline();
		expect(await service.askers.list(ada.account)).toEqual([
			{ id: shop.application.id, name: shop.application.name, answeredAt: service.clock.now() }
		]);
	});

	test('reaches no phone when it is turned off, is answered as ever, and may ask again when turned on', async () => {
		const { service, ada, answer, shop, by } = await open();
		await answer();
		const { id } = shop.application;
		await service.askers.turnOff(by, id);
		const silent = await shop.ask();
		expect(silent).toMatchObject({ status: 'pending', number: expect.any(String) as string });
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		expect(await shop.look(silent.id)).toMatchObject({ status: 'pending' });
		service.clock.advance(10 * MINUTE);
		expect(await shop.look(silent.id)).toMatchObject({ status: 'expired' });
		await service.askers.turnOn(by, id);
		expect(await askedOf(service, shop, ada)).toHaveProperty('request');
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code.startsWith('asking.'))).toEqual([
			'asking.turned_off',
			'asking.turned_on'
		]);
	});

	test('learns nothing by how much work its question is', async () => {
		const { service, ada, answer, shop, by } = await open();
		await answer();
		const { accounts, askers, factors, budgets, approvals, transactions } = service.stores;
		const spies = [
			...[vi.spyOn(accounts, 'findByIdentifier'), vi.spyOn(askers, 'isOff')],
			...[vi.spyOn(factors, 'list'), vi.spyOn(budgets, 'spend'), vi.spyOn(approvals, 'save')],
			...[vi.spyOn(transactions, 'add'), vi.spyOn(transactions, 'lastDisowned')]
		];
		const workOf = async (account: string) => {
			for (const spy of spies) spy.mockClear();
			await shop.ask({ account });
			return spies.map((spy) => spy.mock.calls.length);
		};
		const known = await workOf('ada');
		expect(Math.min(...known)).toBeGreaterThan(0);
		await service.askers.turnOff(by, shop.application.id);
		expect(await workOf('ada')).toEqual(known);
		expect(await workOf('grace')).toEqual(known);
		expect(await service.askers.isOff(ada.account, shop.application.id)).toBe(true);
		vi.restoreAllMocks();
	});

	test('is turned off once by 50 who do it at once, and that is on record once', async () => {
		const { service, ada, answer, shop, by } = await open();
		await answer();
		const turned = await racing(() => service.askers.turnOff(by, shop.application.id));
		expect(turned).toEqual({ done: 50 });
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code === 'asking.turned_off')).toHaveLength(1);
	});

	test('that asked nobody of this account cannot be turned off for it', async () => {
		const { service, answer, shop } = await open();
		await answer();
		const eve = await member(service, 'eve');
		const by = { session: eve.session, caller };
		for (const id of [shop.application.id, 'client/nobody', '', '\0'])
			expect(await refusal(service.askers.turnOff(by, id))).toBe('askers.unknown');
	});
});

describe('an application that signs people in by their phones', () => {
	test('is turned off alone, and finds that nobody answers', async () => {
		const service = await openWithClients();
		const ada = await phoneMember(service);
		const { answer } = await asked(service, ada);
		await answer();
		expect(await service.askers.list(ada.account)).toMatchObject([
			{ id: 'client/bank', name: 'Bank' }
		]);
		const by = ownerOf(ada);
		await service.askers.turnOff(by, 'client/bank');
		const { settle } = await ask(service, 'ada');
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		expect(await settle()).toEqual({ status: 'pending' });
		expect(await asked(service, ada, { client: 'rival' })).toHaveProperty('request');
		await service.askers.turnOn(by, 'client/bank');
		expect(await asked(service, ada)).toHaveProperty('request');
	});
});
