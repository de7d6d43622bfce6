import { requireSession } from '#lib/server/http/guard.ts';
import { eventView } from '#lib/server/http/views.ts';
import type { PageServerLoad } from './$types';

const PAGE = 25;

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const { account } = requireSession(event);
	const before = Number(event.url.searchParams.get('before') ?? Number.NaN);
	const from = Number.isSafeInteger(before) ? { before } : {};
	const found = await app.audit.list(account, { ...from, limit: PAGE + 1 });
	const events = found.slice(0, PAGE).map(eventView);
	return {
		events,
		older: found.length > PAGE ? events.at(-1)?.sequence : undefined,
		isFirst: !('before' in from),
		now: app.clock.now()
	};
};
