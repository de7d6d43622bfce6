import { origin } from './lib/server/latchkey.js';
import { COOKIE, find } from './lib/server/sessions.js';

/** Latchkey calls it, which has no origin and no cookie, and brings a signed token. */
const TOLD = '/told';

export function handle({ event, resolve }) {
	const { request, url, cookies } = event;
	const isUnsafe = request.method !== 'GET' && request.method !== 'HEAD';
	if (isUnsafe && url.pathname !== TOLD && request.headers.get('origin') !== origin)
		return new Response('From another site.', { status: 403 });
	event.locals.session = find(cookies.get(COOKIE));
	return resolve(event, {});
}
