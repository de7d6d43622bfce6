import type { Clock } from '#lib/server/core/clock.ts';
import type { SessionStore } from '#lib/server/sessions/index.ts';
import type { Ended, ServedStore } from './ports.ts';

interface Deps {
	readonly clock: Clock;
	readonly served: Pick<ServedStore, 'end'>;
	/** Somebody is to be told. */
	readonly onEnded: () => void;
}

/**
 * The same store, of which each ending is noted for the clients that the session served: first noted, then done, then
 * acknowledged. Where it breaks off in between a client may be told of a session that has to be ended once more,
 * and none is left untold.
 */
export function noteEndings(store: SessionStore, { clock, served, onEnded }: Deps): SessionStore {
	const note = (ended: Ended) => served.end(ended, clock.now());

	const noted = async <Result>(ended: Ended, end: () => Promise<Result>): Promise<Result> => {
		await note(ended);
		const result = await end();
		onEnded();
		return result;
	};

	return {
		...store,

		// Which have to end for it shows only once it is saved.
		async save(session) {
			const { account } = session;
			const ended = await store.save(session);
			for (const id of ended) await note({ of: 'session', account, session: id });
			if (ended.length > 0) onEnded();
			return ended;
		},

		revoke: (account, id) =>
			noted({ of: 'session', account, session: id }, () => store.revoke(account, id)),

		revokeAll: (account, except) =>
			noted({ of: 'account', account, spared: except }, () => store.revokeAll(account, except)),

		revokeEverybody: (except) =>
			noted({ of: 'everybody', spared: except }, () => store.revokeEverybody(except))
	};
}
