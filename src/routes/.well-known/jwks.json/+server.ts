import type { RequestHandler } from './$types';

/** Public, and the same for everybody. A new key is here a day before it signs, so an hour is no loss. RFC 7517 §5. */
const HEADERS = {
	'content-type': 'application/jwk-set+json',
	'cache-control': 'public, max-age=3600',
	'access-control-allow-origin': '*',
	'cross-origin-resource-policy': 'cross-origin'
};

export const GET: RequestHandler = async ({ locals: { app } }) => {
	const series = [app.signingKeys, app.idTokenKeys].map(async ({ algorithm: alg, published }) =>
		(await published()).map(({ id: kid, publicKey }) => ({ ...publicKey, kid, alg, use: 'sig' }))
	);
	const keys = (await Promise.all(series)).flat();
	return new Response(JSON.stringify({ keys }), { headers: HEADERS });
};
