import type { RequestEvent } from '@sveltejs/kit';

import { requireSession } from './guard.ts';
import type { Progress } from './progress-stream.ts';

/** Looks whether a phone that is tested has answered. Refuses `sessions.required` and `phones.unknown`. */
export function phoneTestProgress(event: RequestEvent, id: string): () => Promise<Progress> {
	const session = requireSession(event);
	return async () => {
		const test = await event.locals.app.phones.tests.find(id, session);
		if (!test) return 'none';
		return test.result === undefined ? 'waiting' : 'answered';
	};
}
