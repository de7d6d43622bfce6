import type { Clock } from '#lib/server/core/clock.ts';
import type { SessionStore } from '#lib/server/sessions/index.ts';
import type { Ended, Served, ServedStore } from './ports.ts';

/** What a client's tokens hang on. */
export type ServedSession = Pick<Served, 'session' | 'client'>;

export interface NoteDeps {
	readonly clock: Clock;
	readonly served: Pick<ServedStore, 'end' | 'listServed'>;
	/** Puts them on the list of what has ended, for who verifies tokens without asking. */
	readonly listEnded: (ended: readonly ServedSession[] | 'everybody') => Promise<void>;
	/** Somebody is to be told. */
	readonly onEnded: () => void;
}

/**
 * The same store, of which each ending is noted for the clients that the session served: first noted, then done, then
 * acknowledged. Where it breaks off in between a client may be told of a session that has to be ended once more,
 * and none is left untold.
 */
export function noteEndings(store: SessionStore, deps: NoteDeps): SessionStore {
	const { clock, served, listEnded, onEnded } = deps;

	const keyOf = ({ session, client }: ServedSession) => `${session} ${client}`;

	/** Lists those that are not in `known`, and says which there are now. */
	const list = async (ended: Ended, known: ReadonlySet<string> = new Set()) => {
		const all = ended.of === 'everybody' ? 'everybody' : await served.listServed(ended);
		const isNew = (each: ServedSession) => !known.has(keyOf(each));
		await listEnded(all === 'everybody' ? all : all.filter(isNew));
		return new Set(all === 'everybody' ? [] : all.map(keyOf));
	};

	const note = async (ended: Ended) => {
		const [listed] = await Promise.all([list(ended), served.end(ended, clock.now())]);
		return listed;
	};

	/**
	 * A client that came to be served between the note and the end may have got tokens by what had not ended yet, so
	 * it is looked once more: who serves a client looks whether the session lives after that is on record.
	 */
	const noted = async <Result>(
		ended: Ended,
		end: () => Promise<Result>,
		after: (result: Result) => readonly Ended[]
	): Promise<Result> => {
		const known = await note(ended);
		const result = await end();
		for (const each of after(result)) await list(each, known);
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

		async revoke(account, id) {
			const ended = { of: 'session', account, session: id } as const;
			return noted(
				ended,
				() => store.revoke(account, id),
				() => [ended]
			);
		},

		revokeAll: (account, except) =>
			noted(
				{ of: 'account', account, spared: except },
				() => store.revokeAll(account, except),
				// Not the account once more: it may be signed in anew already.
				(ids) => ids.map((session) => ({ of: 'session', account, session }))
			),

		async revokeEverybody(except) {
			const ended = { of: 'everybody', spared: except } as const;
			await noted(
				ended,
				() => store.revokeEverybody(except),
				() => [ended]
			);
		}
	};
}
