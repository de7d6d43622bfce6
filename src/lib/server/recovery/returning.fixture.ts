/** People who have lost everything but their mailbox, for tests of the way back. */
import { attempt, caller, member, totpMember } from '../people.fixture.ts';
import type { Service } from '../testing.fixture.ts';
import type { Returner } from './index.ts';

export const WAIT = 72 * 60 * 60_000;

const codeIn = (text = '') => /^ {4}(\d{6})$/m.exec(text)?.[1] ?? '';

export async function lastCode(service: Service): Promise<string> {
	// News that was held back may come after it.
	return codeIn((await service.mails()).findLast(({ text }) => codeIn(text))?.text);
}

/** The token of the link in a mail that stops it. */
export const linkIn = (text = ''): string => /\/recover\/stop\/(\S+)/.exec(text)?.[1] ?? '';

type Someone = Awaited<ReturnType<typeof member>>;

export async function provenAddress<Who extends Someone>(service: Service, who: Who): Promise<Who> {
	const by = { session: who.session, caller };
	const { id } = await service.emailProofs.begin(by);
	await service.emailProofs.answer(by, { id, answer: await lastCode(service) });
	return who;
}

export const proven = async (service: Service, username = 'ada') =>
	provenAddress(service, await member(service, username));

/** With an authenticator app and recovery codes, all of them lost. */
export const provenWithApp = async (service: Service, username = 'ada') =>
	provenAddress(service, await totpMember(service, username));

export const returner = (name = 'new laptop', secret?: string): Returner => ({
	...attempt(name),
	secret
});

/** Proves the mailbox in a browser; the id stands for that. */
export async function mailboxProven(service: Service, by = returner(), identifier = 'ada') {
	const { id } = await service.recoveries.ask(identifier, by);
	const verdict = await service.recoveries.answer({ id, answer: await lastCode(service) }, by);
	if (!verdict.verified) throw new Error('The code was refused.');
	return verdict.id;
}

/** Begins the waiting time, in a browser that keeps the secret. */
export async function begun(service: Service, identifier = 'ada') {
	const id = await mailboxProven(service, returner(), identifier);
	const { secret, ...waiting } = await service.recoveries.begin(id, returner());
	return { by: returner('new laptop', secret), id, secret, ...waiting };
}

/** Has waited, and has proven the mailbox again. */
export async function ready(service: Service) {
	const { by } = await begun(service);
	service.clock.advance(WAIT);
	await service.recoveries.tellDue();
	return { by, id: await mailboxProven(service, by) };
}
