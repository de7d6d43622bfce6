import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { ClientDirectory } from '#lib/server/clients/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { GrantIndex } from './grants.ts';
import type { SessionOf } from './login-session.ts';

export interface LoadGrantDeps {
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly grants: GrantIndex;
	readonly sessionOf: SessionOf;
	/** An application of the operator's own got its first grant in a session. */
	readonly onImplied: (session: Session, client: string) => Promise<void>;
}

type Grant = InstanceType<Provider['Grant']>;

/** The grant that a session has given already, or need not be asked for. */
export function createLoadGrant({ clients, grants, sessionOf, onImplied }: LoadGrantDeps) {
	const given = async ({ oidc }: KoaContextWithOIDC, session: Session, client: string) => {
		const known = oidc.result?.consent?.grantId ?? (await grants.find(session, client));
		const grant = known === undefined ? undefined : await oidc.provider.Grant.find(known);
		const isOurs = grant?.accountId === session.account && grant.clientId === client;
		return isOurs ? grant : undefined;
	};

	const implied = async (
		{ oidc }: KoaContextWithOIDC,
		session: Session,
		{ client, before }: { client: string; before: Grant | undefined }
	): Promise<Grant> => {
		const wanted = [...oidc.requestParamOIDCScopes];
		if (before?.getOIDCScopeFiltered(wanted) === wanted.join(' ')) return before;
		const { account: accountId, id: sessionId } = session;
		const grant = before ?? new oidc.provider.Grant({ accountId, clientId: client });
		Object.assign(grant, { sessionId });
		grant.addOIDCScope(wanted);
		await grants.save(session, client, await grant.save());
		if (!before) await onImplied(session, client);
		return grant;
	};

	return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
		const session = sessionOf(ctx.req);
		const client = ctx.oidc.client?.clientId;
		if (!session || client === undefined) return undefined;
		const before = await given(ctx, session, client);
		const isImplied = clients.find(client)?.consent === 'implied';
		return isImplied ? implied(ctx, session, { client, before }) : before;
	};
}
