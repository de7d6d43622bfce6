import type { SessionId } from '#lib/server/core/ids.ts';
import type { EndedTokenStore } from './ports.ts';

interface ServedSession {
	readonly session: SessionId;
	readonly client: string;
}

/** Puts sessions that have ended on the list, for each client that they served. */
export const listsEnded =
	(store: Pick<EndedTokenStore, 'add'>) =>
	(ended: readonly ServedSession[] | 'everybody'): Promise<void> =>
		store.add(
			ended === 'everybody'
				? [{ of: 'everybody' }]
				: ended.map(({ session, client }) => ({ of: 'session', session, client }))
		);
