import type { Answer, Challenge, ChallengeRef } from '#lib/server/challenges/index.ts';
import { challengeRefusals } from '#lib/server/challenges/index.ts';
import type { ChallengeId } from '#lib/server/core/ids.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import type { ApiEvent } from './api-event.ts';
import { attemptOf, requireEnroller } from './guard.ts';
import { acceptSession } from './signed-in.ts';
import { challengeView } from './views.ts';

interface Found {
	readonly ref: ChallengeRef;
	readonly challenge: Challenge;
}

/** Finds a challenge of this session or of this browser's attempt. Refuses `challenges.gone`. */
export async function challengeRefFor(event: ApiEvent, id: string): Promise<Found> {
	const { app, session } = event.locals;
	const holders = [...(session ? [session.id] : []), attemptOf(event).holder];
	for (const holder of holders) {
		const ref: ChallengeRef = { id: id as ChallengeId, holder };
		const challenge = await app.challenges.get(ref).catch((error: unknown) => {
			if (error instanceof Refusal && error.kind === 'expired') return undefined;
			throw error;
		});
		if (challenge) return { ref, challenge };
	}
	throw challengeRefusals.gone();
}

/** A recovery code stands for what is lost, and a password is asked for in its turn: neither is anybody's usual way. */
const UNUSUAL: readonly string[] = ['recovery-codes', 'passwords'];

function rememberMethod({ cookies, locals: { app } }: ApiEvent, { method }: Answer): void {
	if (!UNUSUAL.includes(method)) app.cookies.setLastMethod(cookies, method);
}

/**
 * By which of its methods a challenge is answered where nobody has chosen: the one that this browser has used last, as
 * somebody may have their passkey here and their phone elsewhere.
 */
export function firstMethod(
	{ cookies, locals: { app } }: Pick<ApiEvent, 'cookies' | 'locals'>,
	{ methods: [best, ...others] }: Pick<Challenge, 'methods'>
): string | undefined {
	const last = app.cookies.lastMethod(cookies);
	// A password that has to come first does.
	return best === 'passwords' ? best : (others.find((method) => method === last) ?? best);
}

/**
 * Answers for whichever purpose the challenge has, and gives the browser the session that follows, the next challenge,
 * or the mailbox that it was proven beside.
 */
export async function answerChallenge(
	event: ApiEvent,
	id: string,
	{ remember, ...given }: Answer & { readonly remember?: boolean | undefined }
) {
	const { app, client } = event.locals;
	const { ref, challenge } = await challengeRefFor(event, id);
	if (challenge.purpose === 'recovery') {
		const beside = await app.recoveries.answerBeside(ref, given, attemptOf(event));
		if (!beside.verified) return beside;
		const { verified, details, mailbox } = beside;
		return { verified, details, mailbox };
	}
	const verdict =
		challenge.purpose === 'sign-in'
			? await app.signIn.answer(ref, { ...given, remember: remember && !client }, attemptOf(event))
			: await app.stepUp.answer(
					ref,
					{ ...given, token: requireEnroller(event).token },
					event.locals.caller
				);
	if (!verdict.verified) return verdict;
	const { verified, details } = verdict;
	rememberMethod(event, given);
	if ('next' in verdict) return { verified, details, challenge: challengeView(verdict.next) };
	return { verified, details, session: await acceptSession(event, verdict.issued) };
}
