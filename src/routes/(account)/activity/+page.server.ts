import { runsOf } from '#lib/components/account/runs.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { eventView } from '#lib/server/http/views.ts';
import type { PageServerLoad } from './$types';

const PAGE = 25;
/** Enough that a page is full of rows, though some of them tell of a hundred guesses. */
const READ = 500;

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const { account } = requireSession(event);
	const before = Number(event.url.searchParams.get('before') ?? Number.NaN);
	const from = Number.isSafeInteger(before) ? { before } : {};
	const found = await app.audit.list(account, { ...from, limit: READ });
	const runs = runsOf(found);
	const events = runs.slice(0, PAGE).map(({ count, isMixed, from: oldest, ...newest }) => ({
		...eventView(newest),
		count,
		isMixed,
		from: oldest
	}));
	const hasMore = runs.length > PAGE || found.length === READ;
	return {
		events,
		older: hasMore ? events.at(-1)?.from : undefined,
		isFirst: !('before' in from),
		now: app.clock.now()
	};
};
