/** Clients: the operator's own applications, for which people sign in here. @see RFC 6749 §1.1 */
import * as v from 'valibot';

const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const isClientId = (text: string): boolean => ID.test(text);

/** RFC 6749 §3.3. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/;
const SCOPE_WORDS = 'must name scopes by words without spaces, quotes and backslashes';
const HASH = /^[\w-]{43}$/;
/** Names that an app has for itself on a phone: a domain, turned around. RFC 8252 §7.1. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;

/** Where nobody on the way can put a page of their own in its place. */
function isSecure({ protocol, hostname }: URL): boolean {
	return (
		protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname))
	);
}

const origin = v.pipe(
	v.string(),
	v.check(
		(text) => URL.canParse(text) && new URL(text).origin === text && isSecure(new URL(text)),
		'must name origins by https, except on localhost'
	)
);

const MOST_ADDRESSES = 20;

function isAddress(text: string, isGood: (url: URL) => boolean): boolean {
	const url = URL.parse(text);
	return url !== null && !/[#*\s]/.test(text) && !url.username && !url.password && isGood(url);
}

/** Where people are sent; compared letter by letter. RFC 9700 §2.1. */
const landings = v.optional(
	v.pipe(
		v.array(
			v.pipe(
				v.string(),
				v.maxLength(2000),
				v.check(
					(text) => isAddress(text, (url) => isSecure(url) || PRIVATE_SCHEME.test(url.protocol)),
					'must send people to https, to localhost or to a scheme such as org.example.app, without wildcards'
				)
			)
		),
		v.maxLength(MOST_ADDRESSES)
	)
);

/** One whose private half the client alone has. RFC 7517. */
const publicKey = v.pipe(
	v.looseObject({ kty: v.picklist(['EC', 'RSA', 'OKP']), alg: v.optional(v.string()) }),
	v.check(
		(key) => !['d', 'p', 'q', 'k'].some((secret) => secret in key),
		'must hold public keys only'
	)
);

/** How a client may come by tokens: by its own screens (docs/tokens.md), or as OAuth 2 has it. */
export const GRANTS = [
	'own_screens',
	'authorization_code',
	'refresh_token',
	'client_credentials',
	'device_code',
	'ciba'
] as const;

export type GrantKind = (typeof GRANTS)[number];

const Fields = v.strictObject({
	/** What it calls itself. It is no secret. */
	id: v.pipe(
		v.string(),
		v.regex(ID, 'must name clients with a-z, 0-9, dots, dashes and underscores')
	),
	/** What people are shown. */
	name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
	/** Where its pages are served from; none for an app without pages of its own. */
	origins: v.optional(v.array(origin), []),
	/** Whom its access tokens are for: the `aud` that its API looks for. Empty where it has no API. */
	audience: v.optional(v.pipe(v.string(), v.maxLength(300)), ''),
	/** What it may ask for; unset, all that there is of people, and nothing where nobody stands behind it. */
	scopes: v.optional(
		v.pipe(v.array(v.pipe(v.string(), v.regex(SCOPE, SCOPE_WORDS))), v.maxLength(50))
	),
	/** Whether it has to prove a key with each refresh. RFC 9449. */
	mustProveKey: v.optional(v.boolean(), false),
	/** Unset, the code flow and refreshes where there are redirect URIs, and own screens otherwise. */
	grants: v.optional(v.pipe(v.array(v.picklist(GRANTS)), v.minLength(1))),
	/** Where it is told of a sign-in. */
	redirectUris: landings,
	/** Where people may be sent after they have signed out. */
	postLogoutRedirectUris: landings,
	/** Where it is told that a session has ended. */
	backchannelLogoutUri: v.optional(
		v.pipe(
			v.string(),
			v.check((text) => isAddress(text, isSecure), 'must be called by https, except on localhost')
		)
	),
	/** Where it is told that somebody has answered on a phone. CIBA Core 1.0 §4. */
	backchannelNotificationUri: v.optional(
		v.pipe(
			v.string(),
			v.check((text) => isAddress(text, isSecure), 'must be called by https, except on localhost')
		)
	),
	/** How it shows that it is itself; unset, `none`, for what runs at people's. */
	authentication: v.optional(
		v.picklist(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
	),
	/** The SHA-256 of its secret, in base64url. */
	secretHash: v.optional(v.pipe(v.string(), v.regex(HASH, 'must be 43 characters of base64url'))),
	/** What verifies the assertions by which it shows that it is itself. */
	keys: v.optional(v.pipe(v.array(publicKey), v.minLength(1), v.maxLength(10))),
	/** `implied` where it is the operator's own, and people need not be asked what it learns of them. */
	consent: v.optional(v.picklist(['asked', 'implied'])),
	/** Whether people may allow it to go on while they are signed out. OpenID Connect Core 1.0 §11. */
	offlineAccess: v.optional(v.boolean())
});

export type Client = v.InferOutput<typeof Fields>;

const WITH_REDIRECTS: readonly GrantKind[] = ['authorization_code', 'refresh_token'];

/** By which ways this client may come by tokens. */
export function grantsOf({ grants, redirectUris = [] }: Client): readonly GrantKind[] {
	return grants ?? (redirectUris.length > 0 ? WITH_REDIRECTS : ['own_screens']);
}

const isPublic = ({ authentication = 'none' }: Client): boolean => authentication === 'none';

export const hasSecret = ({ authentication = 'none' }: Pick<Client, 'authentication'>): boolean =>
	authentication.startsWith('client_secret');

const needs = (grant: GrantKind, isMet: (client: Client) => boolean, message: string) =>
	v.check<Client, string>((client) => !grantsOf(client).includes(grant) || isMet(client), message);

export const Client = v.pipe(
	Fields,
	needs('own_screens', ({ audience }) => audience !== '', 'must name the audience of its tokens'),
	needs(
		'authorization_code',
		({ redirectUris = [] }) => redirectUris.length > 0,
		'must name where it is told of a sign-in, in redirectUris'
	),
	// Nobody stands behind these but the client, so it has to show that it is itself. RFC 6749 §4.4.
	needs('client_credentials', (client) => !isPublic(client), 'must have an authentication'),
	needs(
		'client_credentials',
		({ audience }) => isAddress(audience, () => true),
		'must name the API that its tokens are for, as an address, in audience'
	),
	needs('ciba', (client) => !isPublic(client), 'must have an authentication'),
	// A phone says who asks, and not what the application learns.
	needs('ciba', ({ consent }) => consent === 'implied', 'must have the consent implied'),
	v.check(
		(client) =>
			client.offlineAccess !== true ||
			(['authorization_code', 'refresh_token'] as const).every((grant) =>
				grantsOf(client).includes(grant)
			),
		'must have the grants authorization_code and refresh_token if it may have offlineAccess'
	),
	v.check(
		(client) => hasSecret(client) === (client.secretHash !== undefined),
		'must have a secretHash if it shows that it is itself by a secret'
	),
	v.check(
		({ authentication, keys }) => (authentication === 'private_key_jwt') === (keys !== undefined),
		'must have keys if it shows that it is itself by private_key_jwt'
	)
);

export const Clients = v.pipe(
	v.array(Client),
	v.check(
		(all) => new Set(all.map(({ id }) => id)).size === all.length,
		'must name each client once'
	)
);
