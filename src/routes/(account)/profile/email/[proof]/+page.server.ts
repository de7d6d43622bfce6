import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import type { EmailVerdict } from '#lib/server/email-proofs/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { requireEnroller } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ answer: shortText });
const Nothing = v.strictObject({});

type Wrong = Extract<EmailVerdict, { verified: false }>;

/** A proof that is over leads back to where one begins. */
async function orBack<Result>(work: Promise<Result>): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof Refusal && error.kind === 'expired') redirect(303, '/profile?email=old');
		throw error;
	}
}

export const load: PageServerLoad = async (event) => {
	const { emailProofs } = event.locals.app;
	const isAnew = event.url.searchParams.has('again');
	const by = requireEnroller(event);
	try {
		return { proof: await emailProofs.resume(by, event.params.proof), isAnew };
	} catch (error) {
		// Answered in this very request: the page shows what became of it.
		if (error instanceof Refusal && event.request.method === 'POST')
			return { proof: undefined, isAnew };
		return orBack(Promise.reject<never>(error as Error));
	}
};

export const actions: Actions = {
	answer: formAction<RequestEvent, typeof Fields, ActionFailure<{ verdict: Wrong }>>(
		{ fields: Fields },
		async (event, { answer }) => {
			const given = { id: event.params.proof, answer };
			const { emailProofs } = event.locals.app;
			const verdict = await orBack(emailProofs.answer(requireEnroller(event), given));
			if (verdict.verified) redirect(303, '/profile?email=confirmed');
			return fail(400, { verdict });
		}
	),
	again: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { emailProofs } = event.locals.app;
		const { id } = await orBack(emailProofs.again(requireEnroller(event), event.params.proof));
		redirect(303, `/profile/email/${id}?again`);
	})
};
