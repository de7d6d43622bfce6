import type { Config } from '#lib/server/config/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { TextGateway } from '#lib/server/texts/index.ts';
import { createTextLog } from './text-log/index.ts';
import { createTextWebhook } from './text-webhook/index.ts';
import { createTwilio } from './twilio/index.ts';

/** What carries text messages; nothing where no setting names it. */
export function openTexter({ textGateway }: Config, clock: Clock): TextGateway | undefined {
	switch (textGateway?.kind) {
		case 'webhook':
			return createTextWebhook({ ...textGateway, clock });
		case 'twilio':
			return createTwilio(textGateway);
		case 'log':
			return createTextLog((text) => void process.stdout.write(text));
		case undefined:
			return undefined;
	}
}
