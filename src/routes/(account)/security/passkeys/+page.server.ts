import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import type { PageServerLoad } from './$types';

/** The page's script makes the passkey through the JSON API. */
export const load: PageServerLoad = async (event) => {
	await freshOrStepUp(event, 'change-factors');
	return { signals: await passkeySignals(event), now: event.locals.app.clock.now() };
};
