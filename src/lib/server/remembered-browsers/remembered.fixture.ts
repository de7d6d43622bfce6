/** Somebody who has a browser remembered, for tests. */
import { attempt, PASSWORD, totpMember } from '../people.fixture.ts';
import { type Service } from '../testing.fixture.ts';

/** A browser: what it keeps between sign-ins. */
export interface Jar {
	readonly by: string;
	rememberedBrowser?: string | undefined;
	knownBrowser?: string | undefined;
}

const attemptOf = ({ by, ...kept }: Jar) => ({ ...attempt(by), ...kept });

/** Signs in with the password. What comes back is kept, unless the answer is lost. */
export async function enter(
	service: Service,
	jar: Jar,
	{ identifier = 'ada', password = PASSWORD, isLost = false } = {}
) {
	const given = { identifier, password, lifetime: 'brief' } as const;
	const result = await service.signIn.withPassword(given, attemptOf(jar));
	if (result.status === 'signed-in' && !isLost) keep(jar, result.issued);
	return result;
}

function keep(
	jar: Jar,
	issued: { knownBrowser?: string | undefined; rememberedBrowser?: string | undefined }
) {
	jar.knownBrowser = issued.knownBrowser ?? jar.knownBrowser;
	jar.rememberedBrowser = issued.rememberedBrowser ?? jar.rememberedBrowser;
}

/** Signs in with the password and `answer`, and wants not to be asked again. */
export async function enterWhole(
	service: Service,
	jar: Jar,
	{
		answer,
		identifier = 'ada',
		method = 'totp',
		remember = true
	}: { answer: string; identifier?: string; method?: string; remember?: boolean }
) {
	const result = await enter(service, jar, { identifier });
	if (result.status !== 'challenge') throw new Error('A session came instead of a challenge.');
	const { id, holder } = result.challenge;
	const given = { method, answer, remember };
	const verdict = await service.signIn.answer({ id, holder }, given, attemptOf(jar));
	if (!verdict.verified) throw new Error(verdict.reason);
	keep(jar, verdict.issued);
	return verdict.issued;
}

/** Someone with an authenticator app, and a browser that is remembered. */
export async function rememberedMember(service: Service, username = 'ada') {
	const someone = await totpMember(service, username);
	const jar: Jar = { by: `browser of ${username}` };
	const issued = await enterWhole(service, jar, { identifier: username, answer: someone.code() });
	service.clock.advance(30_000);
	return { ...someone, ...issued, jar };
}

/** Runs once, before the sessions of an account are ended. */
export function beforeEnding({ stores: { sessions } }: Service, run: () => Promise<unknown>): void {
	const { revokeAll } = sessions;
	sessions.revokeAll = async (...given) => {
		sessions.revokeAll = revokeAll;
		await run();
		return revokeAll(...given);
	};
}

/** Runs once, after what stands for a second factor was used, and before the session is there. */
export function beforeSession(
	{ stores: { sessions } }: Service,
	run: () => Promise<unknown>
): void {
	const { save } = sessions;
	sessions.save = async (...given) => {
		sessions.save = save;
		await run();
		return save(...given);
	};
}
