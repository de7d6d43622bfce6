/** The applications that the cases are, as an operator names them. */
import { hashSecret } from '#lib/server/core/secret.ts';

/** Nothing answers there: the browser of the cases stops before it. */
export const CALLBACK = 'https://rp.example/callback';
export const SECOND_CALLBACK = 'https://rp.example/other?kept=yes';
/** Where people go after they have signed out. */
export const BYE = 'https://rp.example/bye';
export const SECRET = 'a secret that the application and its operator know';

const shared = {
	redirectUris: [CALLBACK, SECOND_CALLBACK],
	postLogoutRedirectUris: [BYE],
	consent: 'implied'
};
const confidential = { ...shared, secretHash: hashSecret(SECRET) };

export const CLIENTS = [
	{ ...confidential, id: 'basic', name: 'Basic', authentication: 'client_secret_basic' },
	{ ...confidential, id: 'post', name: 'Post', authentication: 'client_secret_post' },
	/** Runs in a browser: it has no secret, and its pages call. */
	{ ...shared, id: 'public', name: 'Public', origins: ['https://rp.example'] },
	/** Of somebody else: people are asked. */
	{
		...confidential,
		id: 'asking',
		name: 'Asking',
		authentication: 'client_secret_basic',
		consent: 'asked'
	},
	/** An app on somebody's own machine. RFC 8252 §7.3. */
	{ ...shared, id: 'native', name: 'Native', redirectUris: ['http://127.0.0.1:4000/callback'] }
] as const;

/** One that is told of the end of a session, for each thing that it may do then; at the address where it is told. */
export const listening = (origin: string) => [
	...['listening', 'listening-too', 'refusing', 'hanging', 'redirecting', 'endless'].map((id) => ({
		...confidential,
		id,
		name: id,
		authentication: 'client_secret_basic',
		backchannelLogoutUri: `${origin}/${id}`
	}))
];

export type ListenerId =
	'listening' | 'listening-too' | 'refusing' | 'hanging' | 'redirecting' | 'endless';

export type ClientId = ListenerId | (typeof CLIENTS)[number]['id'];
