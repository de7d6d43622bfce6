import * as v from 'valibot';

import { browserName } from '#lib/components/account/browser-name.ts';
import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, describeEvent } from '#lib/messages/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { browserOf } from '#lib/server/http/views.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

/** Looking changes nothing: mail scanners open every link. */
export const load: PageServerLoad = async ({ locals: { app, locale }, params }) => {
	const about = await app.disowning.find(params.token);
	if (!about) return { about: undefined };
	const t = createTranslator({ locale, messages: allMessages(locale) });
	const { at, address, happenings, userAgent } = about;
	return {
		about: {
			at,
			from: t('activity.from', { address }),
			browser: browserName(t, browserOf(userAgent)),
			happenings: happenings.map((each) => describeEvent(t, each))
		}
	};
};

interface Done {
	readonly done: { readonly count: number; readonly isEverything: boolean };
}

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, Done>({ fields: Nothing }, async (event) => {
		const { app, caller, session } = event.locals;
		const { ended, isEverything } = await app.disowning.disown(event.params.token, caller);
		// It may have been this very browser.
		if (session && ended.includes(session.id)) {
			app.cookies.clearSession(event.cookies);
			event.locals.session = undefined;
		}
		return { done: { count: ended.length, isEverything } };
	})
};
