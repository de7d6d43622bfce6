/** Notes which clients a session serves, so that they can be told when it has ended. */
import type { Adapter } from 'oidc-provider';
import * as v from 'valibot';

import type { AccountId } from '#lib/server/core/ids.ts';
import type { Serve } from '#lib/server/logouts/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';

export interface ServingDeps {
	readonly sessions: Pick<Sessions, 'list'>;
	readonly serve: Serve;
}

/** What a client gets its tokens for, once somebody has signed in for it. Where a phone was asked it is noted there. */
const MODELS: readonly string[] = ['AuthorizationCode', 'DeviceCode'];

const Bound = v.object({ accountId: v.string(), sessionUid: v.string(), clientId: v.string() });

export function noteServed(model: string, records: Adapter, deps: ServingDeps): Adapter {
	if (!MODELS.includes(model)) return records;
	const note = async (payload: unknown) => {
		const { success, output: bound } = v.safeParse(Bound, payload);
		if (!success) return;
		const live = await deps.sessions.list(bound.accountId as AccountId);
		const session = live.find(({ id }) => id === bound.sessionUid);
		if (session) await deps.serve(session, bound.clientId);
	};
	return {
		...records,
		async upsert(id, payload, expiresIn) {
			await note(payload);
			await records.upsert(id, payload, expiresIn);
		}
	};
}
