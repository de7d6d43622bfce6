import type { RequestEvent } from '@sveltejs/kit';

import { attemptOf } from './guard.ts';
import { acceptSession } from './signed-in.ts';

/** Signs this browser in by what a phone has answered, if it is the one that began. */
export async function finishPhoneSignIn(event: RequestEvent, id: string) {
	const finished = await event.locals.app.phoneSignIn.finish(id, attemptOf(event));
	if (!finished.verified) return finished;
	const { verified, issued } = finished;
	return { verified, session: await acceptSession(event, issued) };
}

/** Looks whether it has gone on from the stage that the page shows. Refuses `phone_sign_in.gone`. */
export function phoneSignInProgress(event: RequestEvent, id: string) {
	const attempt = attemptOf(event);
	const shown = event.url.searchParams.get('stage');
	return async (): Promise<'waiting' | 'answered'> => {
		const stage = await event.locals.app.phoneSignIn.stageOf(id, attempt);
		return stage === shown ? 'waiting' : 'answered';
	};
}
