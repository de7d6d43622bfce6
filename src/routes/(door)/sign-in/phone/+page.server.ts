import { redirect } from '@sveltejs/kit';

import { attemptOf } from '#lib/server/http/guard.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { senderOf } from '#lib/server/http/sender.ts';
import type { PageServerLoad } from './$types';

/** Shows a new picture, or first what became of the last one. */
export const load: PageServerLoad = async (event) => {
	const { searchParams } = event.url;
	const next = safeNext(searchParams.get('next'));
	if (event.locals.session) redirect(303, next);
	const over = searchParams.get('over');
	if (over !== null) return { over, next };
	const { app } = event.locals;
	const attempt = { ...attemptOf(event), goesOnTo: await senderOf(app, next) };
	const { id } = await app.phoneSignIn.begin('brief', attempt);
	redirect(303, `/sign-in/phone/${id}?next=${encodeURIComponent(next)}`);
};
