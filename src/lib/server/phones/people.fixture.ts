/** People with phones, for tests. */
import type { FactorId } from '#lib/server/core/ids.ts';
import type { IssuedSession } from '#lib/server/sessions/index.ts';
import { attempt, caller, challenged, enroller, member } from '../people.fixture.ts';
import { ORIGIN, type Service } from '../testing.fixture.ts';
import { createPhone, type FakePhone } from './phone.fixture.ts';

/** Begins to link a phone, as far as the picture on the screen. */
export async function beginLink(service: Service, owner: IssuedSession) {
	const { id, prompt } = await service.enrolments.begin(enroller(owner), { method: 'phones' });
	if (prompt.kind !== 'link') throw new Error('No link is shown.');
	return { id, prompt, secret: prompt.url.split('#')[1] ?? '' };
}

/** A phone comes by the link. */
export async function arrive(
	{ phones: { links } }: Service,
	{ phone, secret, label }: { phone: FakePhone; secret: string; label?: string }
) {
	const { options } = await links.look(secret);
	const told = await links.arrive(secret, phone.arrival(secret, options, label));
	return phone.words(secret, told);
}

/** Links a phone to the account of a session. */
export async function linkPhone(
	service: Service,
	owner: IssuedSession,
	phone = createPhone({ origin: ORIGIN })
) {
	const { id, secret } = await beginLink(service, owner);
	await arrive(service, { phone, secret });
	const result = await service.enrolments.finish(enroller(owner), { id, answer: 'same' });
	if (!result.enrolled) throw new Error(result.reason);
	const { factor, recoveryCodes, issued = owner } = result;
	return { phone, factor, recoveryCodes, issued, secret };
}

/** Someone with a password and a phone. */
export async function phoneMember(service: Service, username = 'ada', phone?: FakePhone) {
	const someone = await member(service, username);
	const linked = await linkPhone(service, someone, phone);
	return { ...someone, ...linked };
}

/** What the phone has to answer. */
export async function requestsOf(service: Service, id: FactorId | string, account: string) {
	const factors = await service.factors.list(account as never);
	const factor = factors.find((each) => each.id === id);
	if (!factor) throw new Error('No such phone.');
	return { by: { phone: factor, caller }, list: await service.phones.requests.list(factor) };
}

/** Signs in with the password, and asks the phone. */
export async function asked(service: Service, given: Parameters<typeof challenged>[1] = {}) {
	const ref = await challenged(service, given);
	const prompt = await service.challenges.prompt(ref, 'phones', caller);
	if (prompt.kind !== 'approval') throw new Error('No phone is asked.');
	const by = attempt(given?.by ?? 'browser');
	return {
		ref,
		number: prompt.number,
		/** The browser goes on. */
		goOn: () => service.signIn.answer(ref, { method: 'phones', answer: '' }, by)
	};
}
