import { redirect } from '@sveltejs/kit';
import { completeSignIn } from '../../lib/server/latchkey.js';
import { begin, COOKIE, end } from '../../lib/server/sessions.js';

export async function GET({ cookies, url }) {
	const asked = cookies.get('notes-asked');
	cookies.delete('notes-asked', { path: '/signed-in' });
	if (!asked) redirect(303, '/?not-signed-in');
	const done = await completeSignIn(url, JSON.parse(asked)).catch(() => undefined);
	if (!done) redirect(303, '/?not-signed-in');
	end(cookies.get(COOKIE));
	cookies.set(COOKIE, begin(done), { path: '/', httpOnly: true, sameSite: 'lax' });
	redirect(303, '/');
}
