import type { Configuration, JWK } from 'oidc-provider';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import { CLAIMS, createFindAccount } from './account-claims.ts';
import { USER_CODE } from './device-records.ts';
import { cibaOf, expiryOf, type CibaDeps } from './ciba.ts';
import { OFFLINE } from './offline-records.ts';
import { createPolicy, type PolicyDeps } from './policy.ts';
import { ACR_VALUES } from './requirements.ts';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** Where the provider answers. The key set, and where the code of a device is typed, are pages of ours. */
export const ROUTES = {
	authorization: '/oauth2/authorize',
	token: '/oauth2/token',
	userinfo: '/oauth2/userinfo',
	introspection: '/oauth2/introspect',
	revocation: '/oauth2/revoke',
	end_session: '/oauth2/end-session',
	pushed_authorization_request: '/oauth2/par',
	device_authorization: '/oauth2/device',
	code_verification: '/device',
	backchannel_authentication: '/oauth2/backchannel-authentication',
	jwks: '/.well-known/jwks.json'
} as const;

/** In seconds. A code is exchanged by the next call of the same program; RFC 9700 §4.5.3. */
const TTL = {
	AccessToken: 15 * MINUTE,
	AuthorizationCode: MINUTE,
	ClientCredentials: 15 * MINUTE,
	DeviceCode: 10 * MINUTE,
	BackchannelAuthenticationRequest: expiryOf,
	IdToken: 15 * MINUTE,
	Interaction: 30 * MINUTE,
	// What it hangs on, the session, may end before.
	Grant: 30 * DAY,
	RefreshToken: ttlOfRefreshToken,
	Session: DAY
};

/** For offline access its store counts the days without use; the end of its grant is that of all of them. */
function ttlOfRefreshToken(_: unknown, { scopes }: { readonly scopes: ReadonlySet<string> }) {
	return scopes.has(OFFLINE) ? 30 * DAY : 7 * DAY;
}

export interface ConfigurationDeps extends PolicyDeps, CibaDeps {
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly keys: readonly JWK[];
	readonly isSecure: boolean;
	/** The answer to a request that cannot be sent back to its application. */
	readonly renderError: NonNullable<Configuration['renderError']>;
	readonly resources: NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>;
	readonly extraTokenClaims: NonNullable<Configuration['extraTokenClaims']>;
	readonly loadExistingGrant: NonNullable<Configuration['loadExistingGrant']>;
}

/** Where people are asked. */
export const askingAt = (uid: string): string => `/authorize/${uid}`;

export const interactionCookie = (isSecure: boolean): string =>
	`${isSecure ? '__Secure-' : ''}latchkey-authorization`;

/** By which a browser goes on that has begun something. */
export const resumeCookie = (isSecure: boolean): string => `${interactionCookie(isSecure)}-resume`;

export function configurationOf(deps: ConfigurationDeps): Configuration {
	const cookie = interactionCookie(deps.isSecure);
	const lasting = { httpOnly: true, overwrite: true, sameSite: 'lax', signed: false } as const;
	return {
		acrValues: ACR_VALUES,
		claims: CLAIMS,
		// A secret that is kept as its hash signs nothing, so there is no `client_secret_jwt`.
		clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
		scopes: ['openid', OFFLINE],
		clientBasedCORS: (_, origin, client) =>
			Array.isArray(client['origins']) && client['origins'].includes(origin),
		clientDefaults: { id_token_signed_response_alg: 'RS256' },
		cookies: {
			names: {
				session: `${cookie}-session`,
				interaction: cookie,
				resume: resumeCookie(deps.isSecure)
			},
			long: lasting,
			short: lasting
		},
		// Every token hangs on a grant, and the grant on our session: it is asked for at each use.
		expiresWithSession: () => false,
		extraTokenClaims: deps.extraTokenClaims,
		extraClientMetadata: { properties: ['origins'] },
		features: {
			clientCredentials: { enabled: true },
			// The library says that there is, and puts `sid` into ID tokens; `logouts/` tells.
			backchannelLogout: { enabled: true },
			deviceFlow: { enabled: true, ...USER_CODE },
			ciba: cibaOf(deps),
			devInteractions: { enabled: false },
			dPoP: { enabled: true },
			pushedAuthorizationRequests: { enabled: true },
			introspection: { enabled: true, allowedPolicy: isOwn },
			resourceIndicators: deps.resources,
			revocation: { enabled: true, allowedPolicy: isOwn },
			// Both are answered by pages of ours; see `leaving.ts`.
			rpInitiatedLogout: { enabled: true, logoutSource: nothing, postLogoutSuccessSource: nothing },
			userinfo: { enabled: true }
		},
		findAccount: createFindAccount(deps.accounts),
		interactions: {
			policy: createPolicy(deps),
			url: (_, { uid }) => askingAt(uid)
		},
		issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
		jwks: { keys: [...deps.keys] },
		loadExistingGrant: deps.loadExistingGrant,
		pkce: { required: () => true },
		renderError: deps.renderError,
		responseTypes: ['code'],
		// What a thief could use from elsewhere is replaced at each use. RFC 9700 §4.14.2.
		rotateRefreshToken: ({ oidc: { entities } }) =>
			entities.Client?.clientAuthMethod === 'none' && !entities.RefreshToken?.isSenderConstrained(),
		routes: ROUTES,
		ttl: TTL
	};
}

const nothing = (ctx: { body: unknown }): void => {
	ctx.body = '';
};

/** An application learns of its own tokens, and takes back its own. */
function isOwn(
	_: unknown,
	client: { readonly clientId: string },
	token: { readonly clientId?: string | undefined }
): boolean {
	return token.clientId === client.clientId;
}
