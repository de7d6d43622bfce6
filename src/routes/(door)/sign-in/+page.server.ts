import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { lifetimeOf, passwordText, shortText } from '#lib/server/http/input.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { isDevicePage, senderOf } from '#lib/server/http/sender.ts';
import { acceptSession, orNewPassword } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({
	identifier: shortText,
	password: passwordText,
	stay: v.optional(v.literal('on'))
});

const nextOf = ({ url }: { url: URL }): string => safeNext(url.searchParams.get('next'));

export const load: PageServerLoad = async (event) => {
	const next = nextOf(event);
	if (event.locals.session) redirect(303, next);
	return {
		next,
		sender: await senderOf(event.locals.app, next),
		isForDevice: isDevicePage(next),
		hasPhones: event.locals.app.phoneSignIn.isOffered,
		canSignUp: event.locals.app.invitations.mode === 'open',
		hasSignedOut: event.url.searchParams.has('signed-out'),
		isDeleted: event.url.searchParams.has('deleted'),
		hasEnded: event.url.searchParams.has('ended')
	};
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['identifier', 'stay'] },
		async (event, { stay, ...given }) => {
			const { signIn } = event.locals.app;
			const lifetime = lifetimeOf(stay === 'on');
			const next = nextOf(event);
			const goesOnTo = await senderOf(event.locals.app, next);
			const attempt = { ...attemptOf(event), goesOnTo };
			const attempted = signIn.withPassword({ ...given, lifetime }, attempt);
			const result = await orNewPassword(attempted, next);
			if (result.status === 'challenge')
				redirect(303, `/verify/${result.challenge.id}?next=${encodeURIComponent(next)}`);
			await acceptSession(event, result.issued);
			redirect(303, next);
		}
	)
};
