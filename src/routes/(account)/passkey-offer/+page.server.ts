import { safeNext } from '#lib/server/http/next.ts';
import type { PageServerLoad } from './$types';

/** After a sign-in by something that is not on this computer. */
export const load: PageServerLoad = ({ url, locals }) => ({
	next: safeNext(url.searchParams.get('next')),
	now: locals.app.clock.now()
});
