import { postTo } from './post.ts';

/** CIBA Core 1.0 §10.2. Rejects as `postTo` does. */
export const postPing = ({ uri, token, id }: { uri: string; token: string; id: string }) =>
	postTo(uri, {
		body: JSON.stringify({ auth_req_id: id }),
		headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }
	});
