import type { Delivery, PushCarrier } from '#lib/server/push/index.ts';

const LIMIT_MS = 5000;

/** RFC 8030 §7.3: what is not there any more takes no other message. */
function deliveryOf(status: number): Delivery {
	if (status >= 200 && status < 300) return 'sent';
	if (status === 404 || status === 410) return 'gone';
	return status === 429 || status >= 500 ? 'failed' : 'refused';
}

/** Messages by HTTP, to endpoints that were found to be push services. */
export function createWebPush(): PushCarrier {
	return {
		async deliver({ endpoint, headers, body }) {
			try {
				const response = await fetch(endpoint, {
					method: 'POST',
					headers,
					body: Buffer.from(body),
					// A redirection would lead to where no list points.
					redirect: 'manual',
					signal: AbortSignal.timeout(LIMIT_MS)
				});
				await response.body?.cancel();
				return deliveryOf(response.status);
			} catch {
				return 'failed';
			}
		}
	};
}
