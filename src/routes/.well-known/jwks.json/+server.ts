import type { RequestHandler } from './$types';

/** Public, and the same for everybody. A new key is here a day before it signs, so an hour is no loss. RFC 7517 §5. */
const HEADERS = {
	'content-type': 'application/jwk-set+json',
	'cache-control': 'public, max-age=3600',
	'access-control-allow-origin': '*',
	'cross-origin-resource-policy': 'cross-origin'
};

export const GET: RequestHandler = async ({ locals: { app } }) => {
	const published = await app.signingKeys.published();
	const keys = published.map(({ id, publicKey }) => ({
		...publicKey,
		kid: id,
		alg: 'ES256',
		use: 'sig'
	}));
	return new Response(JSON.stringify({ keys }), { headers: HEADERS });
};
