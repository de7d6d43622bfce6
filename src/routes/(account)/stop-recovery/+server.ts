import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { requireSession } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { parseFields, readForm } from '#lib/server/http/parse.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ next: shortText });

/** The button of the notice on every page of an account. Any session may: it only keeps what there is. */
export const POST = async (event: RequestEvent): Promise<Response> => {
	const { next } = parseFields(Given, await readForm(event.request));
	const { account, id: session } = requireSession(event);
	const { app, caller } = event.locals;
	await app.recoveries.stop(account, { caller, session, reason: 'session' });
	redirect(303, safeNext(next));
};
