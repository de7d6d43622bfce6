import * as v from 'valibot';

import type { SessionId } from '#lib/server/core/ids.ts';
import type { Ending, EndingStore } from '#lib/server/sessions/index.ts';
import type { Commands, Prepare } from './connection.ts';
import { identityKey } from './identity-store.ts';
import { parseText, sessionIn } from './session-text.ts';
import { createSessionTexts } from './session-texts.ts';

/** How many sessions are read in one go, well within the time for an answer. */
const CHUNK = 1000;

type Of<Kind extends Ending['of']> = Extract<Ending, { of: Kind }>;

const Ids = v.array(
	v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	)
);

/**
 * Tells Redis everything that has ended, once more: it may have come back from an older copy, or be a replica that
 * was behind. To a Redis that has forgotten nothing it changes nothing.
 */
export function createReplay(deps: { endings: Pick<EndingStore, 'all'>; prefix: string }): Prepare {
	return async (connection) => {
		const replay = on(connection, deps.prefix);
		for await (const page of deps.endings.all()) {
			const ofKind = <Kind extends Ending['of']>(kind: Kind) =>
				page.filter((ending): ending is Of<Kind> => ending.of === kind);
			await Promise.all([
				replay.everybody(ofKind('everybody')),
				replay.sessions(ofKind('session')),
				replay.secrets(ofKind('secret')),
				replay.accounts(ofKind('account')),
				replay.identities(ofKind('identity'))
			]);
		}
	};
}

function on(connection: Commands, prefix: string) {
	const texts = createSessionTexts({ connection, prefix });

	/** Ends those of `ids` of which `hasEnded` says so, whatever is written to them meanwhile. */
	const endWhere = async (
		ids: readonly SessionId[],
		hasEnded: (text: string, id: SessionId) => boolean
	): Promise<void> => {
		for (let from = 0; from < ids.length; from += CHUNK) {
			const some = ids.slice(from, from + CHUNK);
			const { texts: found } = await texts.read(some);
			const moved = await Promise.all(
				some.map(async (id, at) => {
					const text = found[at];
					if (!text || !hasEnded(text, id)) return [];
					return (await texts.drop(id, text)) ? [] : [id];
				})
			);
			await endWhere(moved.flat(), hasEnded);
		}
	};

	return {
		async everybody(endings: readonly Of<'everybody'>[]) {
			for (const { epoch } of endings) await texts.enterEpoch(epoch);
		},

		async sessions(endings: readonly Of<'session'>[]) {
			const keys = endings.map(({ session }) => texts.keyOf(session));
			if (keys.length > 0) await connection.send(['DEL', ...keys]);
		},

		async identities(endings: readonly Of<'identity'>[]) {
			const keys = endings.map(({ account }) => identityKey(prefix, account));
			if (keys.length > 0) await connection.send(['DEL', ...keys]);
		},

		/** A session that still has the secret goes; its next secret, which the browser has, is lost. */
		async secrets(endings: readonly Of<'secret'>[]) {
			const voided = Map.groupBy(endings, ({ session }) => session);
			await endWhere([...voided.keys()], (text, id) =>
				(voided.get(id) ?? []).some(({ secretHash }) => secretHash === parseText(text).secretHash)
			);
		},

		async accounts(endings: readonly Of<'account'>[]) {
			const lists = await connection.sendAll(
				endings.map(({ account }) => ['ZRANGE', texts.indexOf(account), 0, -1])
			);
			const by = new Map(
				endings.flatMap((ending, at) => v.parse(Ids, lists[at]).map((id) => [id, ending] as const))
			);
			await endWhere([...by.keys()], (text, id) => {
				const [ending, session] = [by.get(id), sessionIn(text)];
				if (!ending || session?.account !== ending.account) return false;
				return id !== ending.spared && session.createdAt < ending.before;
			});
		}
	};
}
