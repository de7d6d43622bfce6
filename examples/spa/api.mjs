/** The API: notes of whoever an access token names. It knows no password and keeps no session. */
import { TokenError } from 'latchkey/server';

const MOST_NOTES = 50;
const MOST_BYTES = 4096;

async function bodyOf(request) {
	let text = '';
	for await (const chunk of request) {
		text += chunk;
		if (text.length > MOST_BYTES) return undefined;
	}
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const json = (value, status = 200, headers = {}) => ({
	status,
	headers: { ...headers, 'content-type': 'application/json' },
	body: JSON.stringify(value)
});

export function createApi({ verifier, origin }) {
	/** By account. A real application has a database. */
	const notes = new Map();

	const work = async (request, { sub }) => {
		const own = notes.get(sub) ?? [];
		if (request.method === 'GET') return json(own);
		if (request.method !== 'POST') return json({}, 405);
		const { text } = (await bodyOf(request)) ?? {};
		if (typeof text !== 'string' || text === '' || text.length > 200) return json({}, 400);
		notes.set(sub, [...own, text].slice(-MOST_NOTES));
		return json(notes.get(sub));
	};

	return async (request) => {
		try {
			const { method, headers } = request;
			// The address as the browser used it: a proof of possession names it.
			const url = new URL(request.url, origin).href;
			return await work(request, await verifier.verify({ method, url, headers }));
		} catch (error) {
			if (!(error instanceof TokenError)) throw error;
			const { code, status, challenge } = error;
			return json({ code }, status, challenge ? { 'www-authenticate': challenge } : {});
		}
	};
}
