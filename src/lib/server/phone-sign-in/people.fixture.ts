/** People who sign in with a phone alone, for tests. */
import { attempt, caller } from '../people.fixture.ts';
import { requestsOf } from '../phones/people.fixture.ts';
import type { FakePhone } from '../phones/phone.fixture.ts';
import type { Service } from '../testing.fixture.ts';

interface Owner {
	readonly account: string;
	readonly phone: FakePhone;
	readonly factor: { readonly id: string };
}

/** A browser shows a picture. */
export async function shown(service: Service, by = 'computer') {
	const { phoneSignIn } = service;
	const { id, url } = await phoneSignIn.begin('brief', attempt(by));
	return {
		id,
		secret: url.split('#')[1] ?? '',
		stage: () => phoneSignIn.find(id, attempt(by)),
		finish: (from = by) => phoneSignIn.finish(id, attempt(from))
	};
}

/** The phone comes by the picture. */
export async function claimed(service: Service, owner: Owner, secret: string) {
	const { by } = await requestsOf(service, owner.factor.id, owner.account);
	const { request } = await service.phoneSignIn.claim(secret, { ...by, caller });
	return { by, request };
}

/** As far as the number: the picture, the phone, and how it answers. */
export async function asked(service: Service, owner: Owner) {
	const computer = await shown(service);
	const { by } = await claimed(service, owner, computer.secret);
	const stage = await computer.stage();
	if (stage.stage === 'shown') throw new Error('No phone has come.');
	const { list } = await requestsOf(service, owner.factor.id, owner.account);
	const [request] = list;
	if (!request) throw new Error('Nothing is asked.');
	const { requests } = service.phones;
	return {
		...computer,
		by,
		request,
		number: stage.number,
		answer: (number = stage.number) =>
			requests.answer(by, { id: request.id, ...owner.phone.answer(request, number) })
	};
}
