import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { ClientDirectory } from '#lib/server/clients/index.ts';
import type { Consents } from '#lib/server/consents/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { GrantIndex } from './grants.ts';
import type { SessionOf } from './login-session.ts';
import { OFFLINE } from './offline-records.ts';

export interface LoadGrantDeps {
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly consents: Pick<Consents, 'hold' | 'remembered'>;
	readonly grants: GrantIndex;
	readonly sessionOf: SessionOf;
	/** An application got its first grant in a session, and nobody was asked. */
	readonly onUnasked: (session: Session, client: string) => Promise<void>;
}

type Grant = InstanceType<Provider['Grant']>;

/** The grant that a session has given already, or need not be asked for. */
export function createLoadGrant(deps: LoadGrantDeps) {
	const { clients, consents, grants, sessionOf, onUnasked } = deps;

	const given = async ({ oidc }: KoaContextWithOIDC, session: Session, client: string) => {
		const known = oidc.result?.consent?.grantId ?? (await grants.find(session, client));
		const grant = known === undefined ? undefined : await oidc.provider.Grant.find(known);
		const isOurs = grant?.accountId === session.account && grant.clientId === client;
		return isOurs ? grant : undefined;
	};

	/** What nobody is asked about: of the operator's own all, else what the account has allowed before. */
	const unasked = async (
		{ account }: Session,
		client: string,
		wanted: readonly string[]
	): Promise<readonly string[]> => {
		if (clients.find(client)?.consent !== 'implied')
			return consents.remembered(account, client, wanted);
		await consents.hold(account, client, wanted);
		return wanted;
	};

	const extended = async (
		{ oidc }: KoaContextWithOIDC,
		session: Session,
		{ client, before }: { client: string; before: Grant | undefined }
	): Promise<Grant | undefined> => {
		// Whoever wants people asked gets nothing before they have answered.
		if (oidc.prompts.has('consent') && !oidc.result?.consent) return before;
		const held = new Set(before?.getOIDCScope().split(' '));
		// That is asked for each time.
		const wanted = [...oidc.requestParamOIDCScopes].filter(
			(scope) => scope !== OFFLINE && !held.has(scope)
		);
		const scopes = wanted.length === 0 ? [] : await unasked(session, client, wanted);
		if (scopes.length === 0) return before;
		const { account: accountId, id: sessionId } = session;
		const grant = before ?? new oidc.provider.Grant({ accountId, clientId: client });
		Object.assign(grant, { sessionId });
		grant.addOIDCScope([...scopes]);
		await grants.save(session, client, await grant.save());
		if (!before) await onUnasked(session, client);
		return grant;
	};

	return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
		const session = sessionOf(ctx.req);
		const client = ctx.oidc.client?.clientId;
		if (!session || client === undefined) return undefined;
		return extended(ctx, session, { client, before: await given(ctx, session, client) });
	};
}
