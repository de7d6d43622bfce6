import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { shortText } from '#lib/server/http/input.ts';
import { leadAnew, returnerOf, unlessOver } from '#lib/server/http/returning.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ answer: shortText });
const ANEW = '/recover/email?over';

interface Wrong {
	readonly reason: string;
	readonly attemptsLeft: number;
}

export const load: PageServerLoad = async (event) => {
	const { recoveries } = event.locals.app;
	const asked = await unlessOver(recoveries.resume(event.params.id, returnerOf(event)));
	if (!asked) leadAnew(event, ANEW);
	return { attemptsLeft: asked.attemptsLeft };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, ActionFailure<{ verdict: Wrong }>>(
		{ fields: Fields },
		async (event, { answer }) => {
			const given = { id: event.params.id, answer };
			const { recoveries } = event.locals.app;
			const verdict = await unlessOver(recoveries.answer(given, returnerOf(event)));
			if (!verdict) redirect(303, ANEW);
			if (verdict.verified) redirect(303, `/recover/mailbox/${verdict.id}`);
			return fail(400, { verdict });
		}
	)
};
