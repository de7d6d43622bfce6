/**
 * Whom access tokens are for. A client that names its API as `resource` gets tokens that the API verifies by itself;
 * RFC 8707, RFC 9068. What runs without a person gets no others: there is nobody whom they could say anything about.
 */
import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';

import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';

const ACCESS_SECONDS = 15 * 60;
const MACHINE = 'client_credentials';

interface Named {
	readonly clientId: string;
}

/** What a machine may ask for, of what it asks for; RFC 6749 §3.3. */
function requireAllowed({ oidc }: KoaContextWithOIDC, { scopes = [] }: Client): void {
	const [refused] = [...oidc.requestParamScopes].filter((scope) => !scopes.includes(scope));
	if (refused !== undefined) throw new errors.InvalidScope('scope is not allowed', refused);
}

export function createResources({ clients }: { clients: Pick<ClientDirectory, 'find'> }) {
	const isMachine = ({ oidc }: KoaContextWithOIDC): boolean =>
		oidc.params?.['grant_type'] === MACHINE;

	return {
		enabled: true,
		defaultResource: async (
			ctx: KoaContextWithOIDC,
			{ clientId }: Named,
			oneOf?: readonly string[]
		) => (isMachine(ctx) ? clients.find(clientId)?.audience : oneOf),
		useGrantedResource: async () => true,
		async getResourceServerInfo(
			ctx: KoaContextWithOIDC,
			resource: string,
			{ clientId }: Named
		): Promise<ResourceServer> {
			const client = clients.find(clientId);
			if (!client || resource === '' || client.audience !== resource)
				throw new errors.InvalidTarget('the resource is not one of this client');
			if (isMachine(ctx)) requireAllowed(ctx, client);
			return {
				audience: resource,
				scope: isMachine(ctx) ? (client.scopes ?? []).join(' ') : '',
				accessTokenTTL: ACCESS_SECONDS,
				accessTokenFormat: 'jwt',
				jwt: { sign: { alg: 'ES256' } }
			};
		}
	};
}
