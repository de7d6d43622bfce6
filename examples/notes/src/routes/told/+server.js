import { endedSession } from '../../lib/server/latchkey.js';
import { endThose } from '../../lib/server/sessions.js';

const NOT_KEPT = { 'cache-control': 'no-store' };

/** Back-channel logout: a session has ended at Latchkey, wherever that was done. */
export async function POST({ request }) {
	const form = await request.formData();
	try {
		endThose(await endedSession(String(form.get('logout_token'))));
	} catch {
		return Response.json({ error: 'invalid_request' }, { status: 400, headers: NOT_KEPT });
	}
	return new Response(null, { headers: NOT_KEPT });
}
