import { redirect } from '@sveltejs/kit';
import { signOutUrl } from '../../lib/server/latchkey.js';
import { COOKIE, end } from '../../lib/server/sessions.js';

/** Out here, and then at Latchkey. */
export async function POST({ cookies, locals }) {
	end(cookies.get(COOKIE));
	cookies.delete(COOKIE, { path: '/' });
	if (!locals.session) redirect(303, '/');
	const there = await signOutUrl(locals.session.idToken);
	redirect(303, there, { external: [there.origin] });
}
