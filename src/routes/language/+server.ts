import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import { locales } from '#lib/messages/index.ts';
import { shortText } from '#lib/server/http/input.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { parseFields, readForm } from '#lib/server/http/parse.ts';

const Given = v.strictObject({ locale: v.picklist(locales), next: shortText });

/** Remembers a language for this browser, and for the account that is signed in. */
export const POST = async (event: RequestEvent): Promise<Response> => {
	const { app, caller, session } = event.locals;
	const { locale, next } = parseFields(Given, await readForm(event.request));
	app.cookies.setLocale(event.cookies, locale);
	if (session) await app.profiles.change({ session, caller }, { locale });
	redirect(303, safeNext(next));
};
