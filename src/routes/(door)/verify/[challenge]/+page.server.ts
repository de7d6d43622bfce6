import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { challengeRefusals, type Verdict } from '#lib/server/challenges/index.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { answerChallenge, challengeRefFor, firstMethod } from '#lib/server/http/challenge.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf } from '#lib/server/http/guard.ts';
import { idText, passwordText } from '#lib/server/http/input.ts';
import { rememberableDays } from '#lib/server/http/remembered-browsers.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { orNewPassword } from '#lib/server/http/signed-in.ts';
import { challengeView } from '#lib/server/http/views.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Without an answer, the method is asked to reach out, such as to a phone. */
const Fields = v.strictObject({
	method: idText,
	answer: v.optional(passwordText),
	remember: v.optional(v.literal('on'))
});

/** A wrong answer, and the method that it was given for. */
type Wrong = Extract<Verdict, { verified: false }> & { method: string; remember: boolean };

const nextOf = ({ url }: { url: URL }): string => safeNext(url.searchParams.get('next'));

/** A challenge that is over has nothing to ask of whoever is signed in: they go on, and are asked anew if need be. */
async function openChallenge(event: RequestEvent) {
	try {
		return await challengeRefFor(event, event.params.challenge);
	} catch (error) {
		const isSpent = event.url.searchParams.has('spent');
		if (error instanceof Refusal && error.kind === 'expired' && event.locals.session && !isSpent)
			redirect(303, nextOf(event));
		throw error;
	}
}

/** To what a right answer has led to: another challenge, or where the person was going. */
function onward(answered: object | { challenge: { id: string } }, next: string): string {
	if (!('challenge' in answered)) return next;
	return `/verify/${answered.challenge.id}?next=${encodeURIComponent(next)}`;
}

/** Back to before the step-up, to a page that asks for none. */
function wayBack(next: string): string {
	const [, place = ''] = next.split(/[/?#]/);
	return place === 'admin' ? '/' : `/${place}`;
}

export const load: PageServerLoad = async (event) => {
	const { ref, challenge } = await openChallenge(event);
	const wanted = event.url.searchParams.get('method') ?? firstMethod(event, challenge);
	const method = challenge.methods.find((each) => each === wanted);
	if (!method) throw challengeRefusals.methodNotOffered();
	const next = nextOf(event);
	const isStepUp = challenge.purpose === 'step-up';
	return {
		challenge: challengeView(challenge),
		purpose: challenge.purpose,
		method,
		rememberDays: rememberableDays(event, challenge, method),
		progress: isStepUp ? event.locals.app.stepUp.progressOf(challenge, method) : undefined,
		/** Nothing where it has still to be asked for. */
		prompt: await event.locals.app.challenges.look(ref, method, event.locals.caller),
		now: event.locals.app.clock.now(),
		next,
		/** Whom it is for, where this browser knows. */
		account: isStepUp ? (await accountOf(event)).username : undefined,
		cancel: isStepUp ? wayBack(next) : `/sign-in?next=${encodeURIComponent(next)}`
	};
};

/** Has the method ask, and shows what it asks. */
async function reachOut(event: RequestEvent, method: string): Promise<never> {
	const { ref } = await challengeRefFor(event, event.params.challenge);
	await event.locals.app.challenges.prompt(ref, method, event.locals.caller);
	const next = encodeURIComponent(nextOf(event));
	redirect(303, `?method=${encodeURIComponent(method)}&next=${next}`);
}

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, ActionFailure<{ verdict: Wrong }>>(
		{ fields: Fields },
		async (event, { method, answer, remember }) => {
			if (answer === undefined) return reachOut(event, method);
			const given = { method, answer, remember: remember === 'on' };
			const answered = answerChallenge(event, event.params.challenge, given);
			const verdict = await orNewPassword(answered, nextOf(event));
			if (verdict.verified) redirect(303, onward(verdict, nextOf(event)));
			// What is over has a page of its own, not a form.
			if (verdict.attemptsLeft === 0)
				redirect(303, `?spent&next=${encodeURIComponent(nextOf(event))}`);
			return fail(400, { verdict: { ...verdict, method, remember: given.remember } });
		}
	)
};
