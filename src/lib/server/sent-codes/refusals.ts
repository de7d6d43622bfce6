import { defineRefusals } from '#lib/server/core/refusal.ts';

export const sentCodeRefusals = defineRefusals('sent_codes', {
	/** As many codes as may be sent for now; with `retryAfterSeconds`. */
	wait: 'throttled',
	/** The address is not proven any more, or nothing carries codes there. */
	notAvailable: 'conflict'
});
