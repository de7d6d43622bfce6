import script from '#lib/phone/worker.js?raw';
import type { RequestHandler } from './$types';

/** A worker goes by the policy that it is served with: this one reads from here, and does nothing else. */
const HEADERS = {
	'content-type': 'text/javascript; charset=utf-8',
	'content-security-policy': "default-src 'none'; connect-src 'self'"
};

export const GET: RequestHandler = () => new Response(script, { headers: HEADERS });
