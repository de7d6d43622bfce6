import type { Random } from '#lib/server/core/random.ts';
import {
	createSessions,
	type Session,
	type Sessions,
	type SessionStore
} from '#lib/server/sessions/index.ts';
import { noteEndings, type NoteDeps } from './noted-endings.ts';
import type { ServedStore } from './ports.ts';

/**
 * Notes that a session serves a client, or a site by its origin. Before the client has anything: if the session ends
 * meanwhile, what it gets then is worth nothing.
 */
export type Serve = (
	session: Pick<Session, 'id' | 'account' | 'endsAt'>,
	client: string
) => Promise<void>;

interface Deps extends NoteDeps {
	readonly random: Random;
	readonly store: SessionStore;
	readonly served: ServedStore;
}

/** Sessions whose ends are noted for whom they served. */
export function createServingSessions(deps: Deps): {
	readonly sessions: Sessions;
	readonly serve: Serve;
} {
	const { clock, random, store, served } = deps;
	return {
		sessions: createSessions({ clock, random, store: noteEndings(store, deps) }),
		serve: ({ id: session, account, endsAt }, client) =>
			served.add({ session, account, client, since: clock.now(), endsAt })
	};
}
