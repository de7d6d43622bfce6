import { redirect } from '@sveltejs/kit';
import { beginSignIn } from '../../lib/server/latchkey.js';

const TEN_MINUTES = 600;

export async function GET({ cookies, url }) {
	const acr = url.searchParams.has('again') ? 'aal2' : undefined;
	const { url: there, kept } = await beginSignIn({ acr });
	// Only this browser can come back with the answer.
	cookies.set('notes-asked', JSON.stringify(kept), {
		path: '/signed-in',
		httpOnly: true,
		sameSite: 'lax',
		maxAge: TEN_MINUTES
	});
	redirect(303, there, { external: [there.origin] });
}
