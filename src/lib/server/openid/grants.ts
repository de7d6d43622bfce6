/**
 * Grants: what a session has allowed an application. One lives as long as the session it was made in, and as the
 * account's consent; every code and token hangs on one, and is asked for it at each use.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import * as v from 'valibot';

import type { Consents } from '#lib/server/consents/index.ts';
import { grantName, type EndedTokenStore } from '#lib/server/ended-tokens/index.ts';
import type { AccountId, ConsentId, SessionId } from '#lib/server/core/ids.ts';
import { sessionRefusals, type Session, type Sessions } from '#lib/server/sessions/index.ts';
import { isOfflineGrant, withOfflineGrants, type OfflineDeps } from './offline-records.ts';
import { createRecords, type RecordDeps } from './records.ts';

/** What a grant says beside what the provider itself keeps of it. */
export const GRANT_FIELDS = ['sessionId', 'consentId', 'isOffline'] as const;

const Bound = v.pipe(
	v.object({
		accountId: v.string(),
		sessionId: v.string(),
		clientId: v.string(),
		consentId: v.optional(v.string())
	}),
	v.transform(({ accountId, sessionId, clientId: client, consentId }) => ({
		account: accountId as AccountId,
		session: sessionId as SessionId,
		client,
		consent: consentId as ConsentId | undefined
	}))
);

/** A grant that was taken back, or ended because something of it was used twice. */
export interface EndedGrant {
	readonly account: AccountId;
	readonly session: SessionId;
	readonly client: string;
}

export interface GrantDeps extends RecordDeps, OfflineDeps {
	readonly consents: Pick<Consents, 'hold' | 'use'>;
	readonly sessions: Pick<Sessions, 'list'>;
	readonly endedTokens: Pick<EndedTokenStore, 'add'>;
	readonly onGrantEnded: (grant: EndedGrant) => Promise<void>;
}

type Granting = Pick<Session, 'id' | 'endsAt'>;

export interface GrantIndex {
	/** The grant that this session has given to the client, if any. */
	find(session: Pick<Session, 'id'>, client: string): Promise<string | undefined>;
	save(session: Granting, client: string, grant: string): Promise<void>;
}

const refOf = ({ id }: Pick<Session, 'id'>, client: string) => ({
	id: `${id}/${client}`,
	holder: 'openid/session-grant'
});

export function createGrantIndex({ pending }: RecordDeps): GrantIndex {
	return {
		async find(session, client) {
			const found = await pending.find(refOf(session, client));
			return found && String(found.data);
		},
		save: (session, client, grant) =>
			pending.save({
				...refOf(session, client),
				attemptsLeft: 1,
				expiresAt: session.endsAt,
				data: grant
			})
	};
}

/**
 * As other records, but that one whose session has ended, or whose consent was taken back, is not found. One that
 * was given for offline access does without the session.
 */
export function createGrantRecords(deps: GrantDeps): Adapter {
	const kept = createRecords('Grant', { ...deps, onUsedAgain: async () => undefined });
	const records = withOfflineGrants(kept, deps);
	const hasSession = async (payload: AdapterPayload): Promise<boolean> => {
		const { account, session } = v.parse(Bound, payload);
		const live = await deps.sessions.list(account);
		return live.some(({ id }) => id === session);
	};
	const lives = async (payload: AdapterPayload): Promise<boolean> => {
		const { consent } = v.parse(Bound, payload);
		if (consent === undefined) return false;
		if (!isOfflineGrant(payload) && !(await hasSession(payload))) return false;
		return deps.consents.use(consent);
	};
	return {
		...records,
		async upsert(id, payload, expiresIn) {
			const { account, client, consent } = v.parse(Bound, payload);
			const consentId = consent ?? (await deps.consents.hold(account, client)).id;
			await records.upsert(id, { ...payload, consentId }, expiresIn);
			if (!isOfflineGrant(payload) || (await hasSession(payload))) return;
			// All sessions may just have ended, and with them what was kept by then.
			await records.destroy(id);
			throw sessionRefusals.required();
		},
		async find(id) {
			const payload = await records.find(id);
			return payload && (await lives(payload)) ? payload : undefined;
		},
		async destroy(id) {
			const payload = await records.find(id);
			if (!payload) return;
			const bound = v.parse(Bound, payload);
			// Listed first: where it breaks off in between, it is ended once more.
			await deps.endedTokens.add([{ of: 'grant', grant: grantName(id), client: bound.client }]);
			await records.destroy(id);
			await deps.onGrantEnded(bound);
		}
	};
}
