/** What applications ask by while somebody is asked: looked at, each time, for what a phone has answered. */
import Provider, {
	errors,
	type Adapter,
	type AdapterPayload,
	type KoaContextWithOIDC
} from 'oidc-provider';
import * as v from 'valibot';

import type { Consents } from '#lib/server/consents/index.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { sidOf, type Session } from '#lib/server/sessions/index.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';
import { INTERVAL, type CibaDeps } from './ciba.ts';
import type { GrantIndex } from './grants.ts';
import { OFFLINE } from './offline-records.ts';
import { createRecords, type RecordDeps } from './records.ts';
import type { ServingDeps } from './serving.ts';
import { acrOf, amrOf, authTimeOf } from './requirements.ts';

const SECOND = 1000;
const MINUTE = 60;
/** Who asks a little early, since a network has shifted its questions, is not told off. */
const LEAST_PAUSE_MS = (INTERVAL * SECOND) / 2;

interface BackchannelRecordDeps extends RecordDeps, CibaDeps {
	readonly budgets: Pick<BudgetStore, 'spend'>;
	readonly grants: GrantIndex;
	/** Hears of each client that a session serves. */
	readonly serve: ServingDeps['serve'];
	readonly consents: Pick<Consents, 'hold'>;
	/** An application got its first grant in a session, and nobody was asked. */
	readonly onUnasked: (session: Session, client: string) => Promise<void>;
}

const Open = v.object({ accountId: v.string(), clientId: v.string(), scope: v.string() });

export function createBackchannelRecords(deps: BackchannelRecordDeps): Adapter {
	const { clock, budgets, grants, callerOf, backchannelSignIn } = deps;
	// Only its application can bring it, so that bringing it twice tells of no theft, and ends nothing.
	const records = createRecords('BackchannelAuthenticationRequest', {
		...deps,
		onUsedAgain: async () => undefined
	});
	const now = (): number => Math.floor(clock.now().getTime() / SECOND);

	/** Longer than it can be answered, so that its application is told that it was not. */
	const keep = (id: string, payload: AdapterPayload, expiresIn = 0) =>
		records.upsert(id, payload, expiresIn + 10 * MINUTE);

	/** CIBA Core 1.0 §11. */
	const requirePause = async (id: string): Promise<void> => {
		const once = budgetOfOne(`openid-poll:${hashSecret(id)}`, LEAST_PAUSE_MS);
		const [wait] = await budgets.spend([once]);
		if (wait !== 0) throw new errors.SlowDown();
	};

	/** What tokens hang on, as for any session. */
	const grantedBy = async (
		{ oidc: { provider } }: KoaContextWithOIDC,
		session: Session,
		{ accountId, clientId, scope }: v.InferOutput<typeof Open>
	): Promise<Partial<AdapterPayload>> => {
		// What it may do while nobody is signed in, a phone has not been asked.
		const scopes = scope.split(' ').filter((each) => each !== OFFLINE);
		await deps.consents.hold(session.account, clientId, scopes);
		const grant = new provider.Grant({ accountId, clientId });
		Object.assign(grant, { sessionId: session.id });
		grant.addOIDCScope(scopes.join(' '));
		const grantId = await grant.save();
		await grants.save(session, clientId, grantId);
		await deps.serve(session, clientId);
		await deps.onUnasked(session, clientId);
		return {
			grantId,
			acr: acrOf(session),
			amr: amrOf(session),
			authTime: authTimeOf(session),
			sessionUid: session.id,
			sid: sidOf(session, clientId)
		};
	};

	/** As its application finds it, which comes with its id and has shown that it is itself. */
	const asked = async (
		ctx: KoaContextWithOIDC,
		id: string,
		payload: AdapterPayload
	): Promise<AdapterPayload> => {
		const { exp = 0, grantId, error } = payload;
		if (payload['consumed'] !== undefined) throw new errors.InvalidGrant('already used');
		await requirePause(id);
		const caller = callerOf(ctx.req);
		const isOpen = grantId === undefined && error === undefined && now() < exp;
		if (!isOpen || !caller) return payload;
		const settled = await backchannelSignIn.settle(id, caller);
		if (settled.status === 'pending') return payload;
		const change =
			settled.status === 'approved'
				? await grantedBy(ctx, settled.session, v.parse(Open, payload))
				: { error: 'access_denied', errorDescription: 'declined' };
		const next = { ...payload, ...change };
		await keep(id, next, exp - now());
		return next;
	};

	return {
		...records,
		upsert: keep,
		async find(id) {
			const payload = await records.find(id);
			const ctx = Provider.ctx;
			const isTheirs = ctx?.oidc.client?.clientId === payload?.clientId;
			return payload && ctx && isTheirs ? asked(ctx, id, payload) : payload;
		}
	};
}
