/** Somebody who gets codes by mail or by text message, for tests. */
import { attempt, caller, challenged, enroller, member } from '../people.fixture.ts';
import { MINUTE, type Service } from '../testing.fixture.ts';
import type { Challenge } from '../challenges/index.ts';
import type { IssuedSession } from '../sessions/index.ts';

export const NUMBER = '+41791234567';
/** Longer than the pause between two codes, at the scale of tests. */
export const PAUSE = MINUTE;

const codeIn = (text = ''): string =>
	/^ {4}(\d{6})$/m.exec(text)?.[1] ?? /#(\d{6})$/.exec(text)?.[1] ?? '';

async function lastMailed(service: Service): Promise<string> {
	const mails = (await service.mails()).filter(({ text }) => codeIn(text) !== '');
	return codeIn(mails.at(-1)?.text);
}

const lastTexted = ({ texts }: Service): string => codeIn(texts.at(-1)?.text);

/** Proves the address of an account, or another one. */
export async function prove(
	service: Service,
	{ session }: Pick<IssuedSession, 'session'>,
	email?: string
): Promise<void> {
	const { id } = await service.emailProofs.begin({ session, caller }, email);
	const answer = await lastMailed(service);
	await service.emailProofs.answer({ session, caller }, { id, answer });
}

/** Turns codes by mail on. */
async function addMailCodes(service: Service, owner: IssuedSession) {
	const by = enroller(owner);
	const { id } = await service.enrolments.begin(by, { method: 'mail-codes' });
	const result = await service.enrolments.finish(by, { id, answer: await lastMailed(service) });
	if (!result.enrolled) throw new Error(result.reason);
	service.clock.advance(PAUSE);
	return { ...result, issued: result.issued ?? owner };
}

async function addTextCodes(service: Service, owner: IssuedSession, given = NUMBER) {
	const by = enroller(owner);
	const { id } = await service.enrolments.begin(by, { method: 'text-codes', given });
	const result = await service.enrolments.finish(by, { id, answer: lastTexted(service) });
	if (!result.enrolled) throw new Error(result.reason);
	service.clock.advance(PAUSE);
	return { ...result, issued: result.issued ?? owner };
}

/** Someone with a password and codes by mail. */
export async function mailMember(service: Service, username = 'ada') {
	const someone = await member(service, username);
	await prove(service, someone);
	const { factor, issued, recoveryCodes = [] } = await addMailCodes(service, someone);
	return { ...someone, ...issued, factor, recoveryCodes };
}

/** Someone with a password and codes by text message. */
export async function textMember(service: Service, username = 'ada') {
	const someone = await member(service, username);
	const { factor, issued, recoveryCodes = [] } = await addTextCodes(service, someone);
	return { ...someone, ...issued, factor, recoveryCodes };
}

type Method = 'mail-codes' | 'text-codes';

/** A sign-in that waits for a code, and what can be done about it. */
export async function awaiting(
	service: Service,
	{
		method = 'mail-codes',
		identifier = 'ada',
		by = 'browser'
	}: { method?: Method; identifier?: string; by?: string } = {}
) {
	const ref = await challenged(service, { identifier, by });
	return { ref, ...actsOn(service, ref, method, by) };
}

function actsOn(service: Service, ref: Challenge, method: Method, by = 'browser') {
	const last = () => (method === 'mail-codes' ? lastMailed(service) : lastTexted(service));
	return {
		/** Asks for a code, and gives it. */
		async ask(): Promise<string> {
			await service.challenges.prompt(ref, method, caller);
			return last();
		},
		answer: (answer: string) => service.signIn.answer(ref, { method, answer }, attempt(by))
	};
}
