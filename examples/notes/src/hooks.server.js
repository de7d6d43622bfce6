import { origin } from './lib/server/latchkey.js';
import { COOKIE, find } from './lib/server/sessions.js';

export function handle({ event, resolve }) {
	const { request, cookies } = event;
	const isUnsafe = request.method !== 'GET' && request.method !== 'HEAD';
	if (isUnsafe && request.headers.get('origin') !== origin)
		return new Response('From another site.', { status: 403 });
	event.locals.session = find(cookies.get(COOKIE));
	return resolve(event, {});
}
