/** Applications that ask people's phones, for tests. */
import type { Client } from '../clients/index.ts';
import { caller } from '../people.fixture.ts';
import { requestsOf } from '../phones/people.fixture.ts';
import type { FakePhone } from '../phones/phone.fixture.ts';
import { MINUTE, openService, type Service } from '../testing.fixture.ts';

const shared = {
	authentication: 'client_secret_basic',
	secretHash: 'A'.repeat(43),
	consent: 'implied'
};
export const CLIENTS = [
	{ ...shared, id: 'bank', name: 'Bank', grants: ['ciba', 'refresh_token'] },
	{ ...shared, id: 'rival', name: 'Rival', grants: ['ciba'] },
	{
		...shared,
		id: 'told',
		name: 'Told',
		grants: ['ciba'],
		backchannelNotificationUri: 'https://told.example.org/ciba'
	}
];

export const openWithClients = (
	settings: Parameters<typeof openService>[0] = {}
): Promise<Service> => openService({ clients: CLIENTS, ...settings });

export const BINDING = 'Counter 4, code W4SCT';
let count = 0;

interface Own {
	readonly client?: string;
	readonly pingToken?: string;
}

/** An application asks somebody, by a name or an address. */
export async function ask(
	service: Service,
	hint: string,
	{ client = 'bank', pingToken }: Own = {}
) {
	count += 1;
	const id = `request ${count}`;
	const { backchannelSignIn, clients, clock } = service;
	await backchannelSignIn.ask({
		id,
		client: clients.find(client) as Client,
		account: await backchannelSignIn.identify(hint),
		hint,
		text: BINDING,
		expiresAt: new Date(clock.now().getTime() + 2 * MINUTE),
		pingToken,
		caller
	});
	return { id, settle: () => backchannelSignIn.settle(id, caller) };
}

interface Owner {
	readonly account: string;
	readonly phone: FakePhone;
	readonly factor: { readonly id: string };
}

/** As far as the phone: what it shows, and how it answers. */
export async function asked(service: Service, owner: Owner, own: Own & { hint?: string } = {}) {
	const { hint = 'ada', ...by } = own;
	const before = await requestsOf(service, owner.factor.id, owner.account);
	const begun = await ask(service, hint, by);
	const shown = await requestsOf(service, owner.factor.id, owner.account);
	const request = shown.list.find(({ id }) => before.list.every((other) => other.id !== id));
	if (!request) throw new Error('Nothing is asked.');
	const { requests } = service.phones;
	return {
		...begun,
		by: shown.by,
		request,
		answer: (number = '') =>
			requests.answer(shown.by, { id: request.id, ...owner.phone.answer(request, number) }),
		decline: () => requests.decline(shown.by, request.id),
		disown: () => requests.disown(shown.by, request.id)
	};
}
