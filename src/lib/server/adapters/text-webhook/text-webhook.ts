/**
 * Text messages by a webhook of the operator's own: one POST of JSON for each, signed; docs/running.md says how
 * it is checked.
 */
import type { Clock } from '#lib/server/core/clock.ts';
import type { TextGateway } from '#lib/server/texts/index.ts';
import { postSigned } from '../signed-post.ts';

interface WebhookOptions {
	/** From the settings alone. */
	readonly url: string;
	readonly secret: string;
	readonly clock: Clock;
}

export function createTextWebhook(options: WebhookOptions): TextGateway {
	return { send: ({ id, to, text }) => postSigned(options, { id, to, text }) };
}
