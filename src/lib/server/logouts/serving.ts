import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import {
	createSessions,
	type Session,
	type Sessions,
	type SessionStore
} from '#lib/server/sessions/index.ts';
import { noteEndings } from './noted-endings.ts';
import type { ServedStore } from './ports.ts';

/**
 * Notes that a session serves a client, or a site by its origin. Before the client has anything: if the session ends
 * meanwhile, what it gets then is worth nothing.
 */
export type Serve = (
	session: Pick<Session, 'id' | 'account' | 'endsAt'>,
	client: string
) => Promise<void>;

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly store: SessionStore;
	readonly served: ServedStore;
	/** Somebody may be to be told. */
	readonly onEnded: () => void;
}

/** Sessions whose ends are noted for whom they served. */
export function createServingSessions({ clock, random, store, served, onEnded }: Deps): {
	readonly sessions: Sessions;
	readonly serve: Serve;
} {
	return {
		sessions: createSessions({
			clock,
			random,
			store: noteEndings(store, { clock, served, onEnded })
		}),
		serve: ({ id: session, account, endsAt }, client) =>
			served.add({ session, account, client, since: clock.now(), endsAt })
	};
}
