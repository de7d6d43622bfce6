import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { finishPhoneSignIn } from '#lib/server/http/phone-sign-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

const nextOf = ({ url }: { url: URL }): string => safeNext(url.searchParams.get('next'));

const over = (reason: string, next: string): string =>
	`/sign-in/phone?over=${encodeURIComponent(reason)}&next=${encodeURIComponent(next)}`;

export const load: PageServerLoad = async (event) => {
	const { app, session } = event.locals;
	const next = nextOf(event);
	try {
		const stage = await app.phoneSignIn.find(event.params.id, attemptOf(event));
		return { id: event.params.id, stage, next, now: app.clock.now() };
	} catch (error) {
		// Who looks at what is over is led on; a form that came to it is refused.
		const isGone = error instanceof Refusal && error.kind === 'expired';
		if (!isGone || event.request.method === 'POST') throw error;
		redirect(303, session ? next : over('gone', next));
	}
};

/** Of the account nothing is told, and what was begun is used up: the page is over as it is after a decline. */
function unlessRefused(error: unknown) {
	if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') throw error;
	return { verified: false, reason: 'not_accepted' } as const;
}

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, ActionFailure<{ isWaiting: true }>>(
		{ fields: Nothing },
		async (event) => {
			const next = nextOf(event);
			const finished = await finishPhoneSignIn(event, event.params.id).catch(unlessRefused);
			if (finished.verified) redirect(303, `/passkey-offer?next=${encodeURIComponent(next)}`);
			if (finished.reason === 'waiting') return fail(400, { isWaiting: true });
			redirect(303, over(finished.reason, next));
		}
	)
};
