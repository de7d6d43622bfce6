/** Latchkey as an application calls it: three calls with a key, and a webhook that is checked. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A refusal by its stable code, such as `transactions.wait`. */
export class LatchkeyError extends Error {
	name = 'LatchkeyError';

	constructor({ code = 'unreachable', retryAfterSeconds }, options) {
		super(code, options);
		this.code = code;
		this.retryAfterSeconds = retryAfterSeconds;
	}
}

export function createLatchkey({ url, key }) {
	const call = async (method, path, body) => {
		const response = await fetch(new URL(`/api/v1/approvals${path}`, url), {
			method,
			headers: {
				authorization: `Bearer ${key}`,
				...(body && { 'content-type': 'application/json' })
			},
			...(body && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(5000)
		}).catch((cause) => {
			throw new LatchkeyError({}, { cause });
		});
		const answer = response.status === 204 ? undefined : await response.json();
		if (!response.ok) throw new LatchkeyError(answer);
		return answer;
	};

	return {
		/** Asks, and answers with `id`, `status`, `expiresAt` and the `number` to show. */
		ask: ({ account, text, idempotencyKey }) => call('POST', '', { account, text, idempotencyKey }),
		/** `status`, and with an approval its `receipt`. */
		look: (id) => call('GET', `/${encodeURIComponent(id)}`),
		withdraw: (id) => call('DELETE', `/${encodeURIComponent(id)}`)
	};
}

const OLDEST_SECONDS = 300;

/** What a webhook says, if Latchkey has said it and just now; undefined otherwise. `now` is in milliseconds. */
export function readWebhook({ body, signature = '', secret, now }) {
	const [, at = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
	const right = createHmac('sha256', secret).update(`${at}.${body}`).digest();
	const isSigned = given !== '' && timingSafeEqual(Buffer.from(given, 'hex'), right);
	const isFresh = Math.abs(now / 1000 - Number(at)) <= OLDEST_SECONDS;
	return isSigned && isFresh ? JSON.parse(body) : undefined;
}
