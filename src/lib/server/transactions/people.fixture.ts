/** Applications that ask people with phones, for tests. */
import { caller } from '../people.fixture.ts';
import { phoneMember, requestsOf } from '../phones/people.fixture.ts';
import { createPhone, type Changes } from '../phones/phone.fixture.ts';
import { ORIGIN, type Service } from '../testing.fixture.ts';

export const TEXT = 'Pay 12.50 € to Café Müller, order 4711?';

let count = 0;

/** An application, and its calls. */
export async function openShop(
	service: Service,
	{ name = `Shop ${(count += 1)}`, webhookUrl }: { name?: string; webhookUrl?: string } = {}
) {
	const { applications, transactions } = service;
	const added = await applications.add({ caller }, { name, webhookUrl });
	const by = { application: added.application, caller };
	return {
		...added,
		ask: (given: Partial<Parameters<typeof transactions.ask>[1]> = {}) =>
			transactions.ask(by, { account: 'ada', text: TEXT, ...given }),
		look: (id: string) => transactions.look(by, id),
		withdraw: (id: string) => transactions.withdraw(by, id)
	};
}

/** Somebody with a phone who is asked, and what can be answered. */
export async function askedOf(
	service: Service,
	shop: Awaited<ReturnType<typeof openShop>>,
	who?: Awaited<ReturnType<typeof phoneMember>>
) {
	const ada = who ?? (await phoneMember(service, 'ada', createPhone({ origin: ORIGIN })));
	const { id, number } = await shop.ask();
	const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
	const request = list.find((each) => each.id === id);
	if (!request) throw new Error('Nothing is asked.');
	const { requests } = service.phones;
	return {
		ada,
		id,
		number,
		request,
		by,
		answer: (picked = number, changes: Changes = {}) =>
			requests.answer(by, { id, ...ada.phone.answer(request, picked, changes) }),
		wrong: request.numbers.find((each) => each !== number) ?? '',
		decline: () => requests.decline(by, id),
		disown: () => requests.disown(by, id)
	};
}
