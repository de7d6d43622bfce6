/** The applications that the cases are, as an operator names them. */
import type { JWK } from 'jose';

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
	{ ...shared, id: 'native', name: 'Native', redirectUris: ['http://127.0.0.1:4000/callback'] },
	/** Has an API, and people are asked. */
	{
		...confidential,
		id: 'orders',
		name: 'Orders',
		authentication: 'client_secret_basic',
		audience: 'https://api.example/orders',
		consent: 'asked'
	},
	/** Gets nothing but by proof of a key. RFC 9449 §5.2. */
	{ ...shared, id: 'bound', name: 'Bound', mustProveKey: true }
] as const;

/** For whom the tokens of some are. RFC 8707. */
export const API = 'https://api.example/orders';
const known = {
	authentication: 'client_secret_basic',
	secretHash: hashSecret(SECRET),
	consent: 'implied',
	audience: API
};

/** Those that no browser comes back to. */
export const MACHINES = [
	{ ...known, id: 'bank', name: 'Bank', grants: ['ciba', 'refresh_token'] },
	{
		...known,
		id: 'rival',
		name: 'Rival',
		grants: ['ciba', 'client_credentials'],
		audience: 'https://rival.example/'
	},
	{ id: 'tool', name: 'Tool', grants: ['device_code', 'refresh_token'], audience: API },
	{ id: 'gadget', name: 'Gadget', grants: ['device_code'] },
	{
		...known,
		id: 'nightly',
		name: 'Nightly',
		grants: ['client_credentials'],
		scopes: ['orders:read']
	}
] as const;

/** It shows itself by a key. RFC 7523. */
export const keyed = (publicKey: JWK) => ({
	id: 'keyed',
	name: 'Keyed',
	authentication: 'private_key_jwt',
	keys: [publicKey],
	consent: 'implied',
	audience: API,
	grants: ['ciba', 'client_credentials', 'refresh_token']
});

/** Wants to be told when somebody has answered, and takes it as its name says. CIBA Core 1.0 §10.2. */
const PINGED = [
	'pinged',
	'pinged-body',
	'pinged-401',
	'pinged-403',
	'pinged-503',
	'pinged-redirect'
] as const;

export const pinged = (origin: string) =>
	PINGED.map((id) => ({
		...known,
		id,
		name: id,
		grants: ['ciba'],
		backchannelNotificationUri: `${origin}/${id}`
	}));

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

export type PingedId = (typeof PINGED)[number];

export type MachineId = PingedId | 'keyed' | (typeof MACHINES)[number]['id'];

export type ClientId = ListenerId | MachineId | (typeof CLIENTS)[number]['id'];
