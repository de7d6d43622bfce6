/**
 * Text messages by a webhook of the operator's own: one POST of JSON for each, signed; docs/running.md says how
 * it is checked.
 */
import { createHmac } from 'node:crypto';

import type { Clock } from '#lib/server/core/clock.ts';
import type { TextGateway } from '#lib/server/texts/index.ts';
import { postTo } from '../post.ts';

interface WebhookOptions {
	/** From the settings alone. */
	readonly url: string;
	readonly secret: string;
	readonly clock: Clock;
}

export function createTextWebhook({ url, secret, clock }: WebhookOptions): TextGateway {
	return {
		async send({ id, to, text }) {
			const body = JSON.stringify({ id, to, text });
			const at = Math.floor(clock.now().getTime() / 1000);
			// The time is signed too, so that what was overheard cannot be sent again later.
			const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
			await postTo(url, {
				body,
				headers: {
					'content-type': 'application/json',
					'latchkey-signature': `t=${at},v1=${signature}`
				}
			});
		}
	};
}
