import type { ApiEvent } from './api-event.ts';
import { requireSession } from './guard.ts';

/**
 * Any session may stop what waits for its account, but one that was spared the second factor: a stranger with the
 * password and a copied cookie must not keep its owner out. Stepping up stops it, too.
 */
export async function stopRecovery(event: ApiEvent): Promise<void> {
	const session = requireSession(event);
	const { app, caller } = event.locals;
	await app.stepUp.requireWhole(session);
	await app.recoveries.stop(session.account, { caller, session: session.id, reason: 'session' });
}
