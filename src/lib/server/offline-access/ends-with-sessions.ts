import type { SessionStore } from '#lib/server/sessions/index.ts';
import type { OfflineStore } from './ports.ts';

/**
 * The same store, of which the end of all sessions of an account, or of everybody, is the end of offline access, too.
 * Before it, so that what breaks off in between has ended it; and after it: a grant looks for its session once it is
 * kept, so either it finds none, or it is among those that end here.
 */
export function endOffline(
	store: SessionStore,
	offline: Pick<OfflineStore, 'removeAll' | 'removeEverybody'>
): SessionStore {
	return {
		...store,
		save: (session) => store.save(session),
		revoke: (account, id) => store.revoke(account, id),

		async revokeAll(account, except) {
			await offline.removeAll(account);
			const ended = await store.revokeAll(account, except);
			await offline.removeAll(account);
			return ended;
		},

		async revokeEverybody(except) {
			await offline.removeEverybody();
			await store.revokeEverybody(except);
			await offline.removeEverybody();
		}
	};
}
