import type { AllClientMetadata } from 'oidc-provider';

import { CLAIMS } from './account-claims.ts';
import { OFFLINE } from './offline-records.ts';
import { grantsOf, type Client, type GrantKind } from '#lib/server/clients/index.ts';

/** By their names on the wire; what is not here is no grant of OAuth 2. */
export const GRANT_TYPES: Readonly<Partial<Record<GrantKind, string>>> = {
	authorization_code: 'authorization_code',
	refresh_token: 'refresh_token',
	client_credentials: 'client_credentials',
	device_code: 'urn:ietf:params:oauth:grant-type:device_code',
	ciba: 'urn:openid:params:grant-type:ciba'
};

/** An app that a phone opens by a scheme of its own. RFC 8252 §7.1. */
const isOfPhone = (uris: readonly string[]): boolean =>
	uris.some((uri) => !uri.startsWith('https:') && !uri.startsWith('http:'));

/** How it learns what came of asking somebody. CIBA Core 1.0 §4. */
function deliveryOf({ backchannelNotificationUri: uri }: Client): Partial<AllClientMetadata> {
	if (uri === undefined) return { backchannel_token_delivery_mode: 'poll' };
	return {
		backchannel_token_delivery_mode: 'ping',
		// The library takes https alone, and calls nobody here: whoever is told is told by our own pings.
		backchannel_client_notification_endpoint: uri.replace(/^http:/, 'https:')
	};
}

/** What it may ask of people; who they are is the least, and undefined is no limit. */
function scopeOf({ scopes, offlineAccess = false }: Client): string | undefined {
	const ofPeople = scopes?.filter((scope) => Object.hasOwn(CLAIMS, scope));
	if (!ofPeople) return undefined;
	const own = ofPeople.length > 0 ? ofPeople : ['openid'];
	return [...own, ...(offlineAccess ? [OFFLINE] : [])].join(' ');
}

/** OpenID Connect Back-Channel Logout 1.0 §2.2. */
const tellingOf = ({ backchannelLogoutUri: uri }: Client) =>
	uri !== undefined && { backchannel_logout_uri: uri, backchannel_logout_session_required: true };

/** A client in the words of OpenID Connect Registration 1.0 §2; undefined where it has no part in it. */
export function metadataOf(client: Client): AllClientMetadata | undefined {
	const grants = grantsOf(client).flatMap((grant) => GRANT_TYPES[grant] ?? []);
	if (grants.length === 0) return undefined;
	const { redirectUris = [], postLogoutRedirectUris = [], authentication = 'none' } = client;
	const scope = scopeOf(client);
	const hasCode = grants.includes('authorization_code');
	return {
		client_id: client.id,
		client_name: client.name,
		grant_types: grants,
		response_types: hasCode ? ['code'] : [],
		// Others come as a page that a script sends on, which no page of ours does.
		response_modes: ['query'],
		redirect_uris: [...redirectUris],
		post_logout_redirect_uris: [...postLogoutRedirectUris],
		application_type: isOfPhone(redirectUris) ? 'native' : 'web',
		token_endpoint_auth_method: authentication,
		origins: client.origins,
		...(scope !== undefined && { scope }),
		dpop_bound_access_tokens: client.mustProveKey,
		...deliveryOf(client),
		...tellingOf(client),
		// What is compared with it is hashed first; see `provider.ts`.
		...(client.secretHash !== undefined && { client_secret: client.secretHash }),
		...(client.keys && { jwks: { keys: client.keys } })
	};
}
