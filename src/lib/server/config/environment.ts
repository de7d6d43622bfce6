/**
 * The settings: their names, what each may hold, an example, and the rules that join two of them.
 * `.env.example` lists the same names; a test compares them.
 */
import * as v from 'valibot';

import * as values from './values.ts';

/** Every setting with an example that is valid. */
export const settings = {
	PORT: { schema: v.optional(values.port, '3000'), example: '3000' },
	HOST: { schema: v.optional(values.host, '127.0.0.1'), example: '127.0.0.1' },
	LATCHKEY_ORIGIN: { schema: v.optional(values.origin), example: 'https://id.example.org' },
	LATCHKEY_RP_ID: { schema: v.optional(values.relyingParty), example: 'example.org' },
	LATCHKEY_DATA_DIR: { schema: v.optional(values.directory, './data'), example: './data' },
	DATABASE_URL: {
		schema: v.optional(values.urlOf('postgres', 'postgresql')),
		example: 'postgres://latchkey:password@localhost:5432/latchkey'
	},
	REDIS_URL: {
		schema: v.optional(values.urlOf('redis', 'rediss')),
		example: 'redis://localhost:6379'
	},
	LATCHKEY_MASTER_KEYS: {
		schema: v.optional(values.masterKeys),
		example: '2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
	},
	LATCHKEY_SIGN_UP: { schema: v.optional(values.signUp, 'open'), example: 'invitation' },
	LATCHKEY_TRUSTED_PROXIES: {
		schema: v.optional(values.networks),
		example: '10.0.0.0/8,192.168.1.1'
	},
	SMTP_URL: {
		schema: v.optional(values.urlOf('smtp', 'smtps')),
		example: 'smtps://latchkey:password@mail.example.org:465'
	},
	LATCHKEY_MAIL_FROM: {
		schema: v.optional(values.mailbox),
		example: 'Latchkey <no-reply@example.org>'
	},
	LATCHKEY_THROTTLE_SCALE: { schema: v.optional(values.scale, '1'), example: '1' },
	LATCHKEY_RELATED_ORIGINS: {
		schema: v.optional(values.secureOrigins),
		example: 'https://shop.example.org,https://example.net'
	},
	LATCHKEY_PRODUCT_NAME: { schema: v.optional(values.name, 'Latchkey'), example: 'Latchkey' }
} as const;

export type SettingName = keyof typeof settings;

type Schemas = { readonly [Name in SettingName]: (typeof settings)[Name]['schema'] };

const schemas = Object.fromEntries(
	Object.entries(settings).map(([name, { schema }]) => [name, schema])
) as unknown as Schemas;

/** The origin when none is set: this machine, on the port that is served. */
export function originOf({
	PORT,
	LATCHKEY_ORIGIN
}: {
	PORT: number;
	LATCHKEY_ORIGIN?: string | undefined;
}) {
	return LATCHKEY_ORIGIN ?? new URL(`http://localhost:${PORT}`).origin;
}

/** A name with one label, such as `org`, would share every passkey under it. */
function covers(rpId: string, host: string): boolean {
	return rpId === host || (rpId.includes('.') && host.endsWith(`.${rpId}`));
}

/** @see WebAuthn L3 §5.1.2 and §5.1.3: the RP ID is the origin's host or a registrable suffix of it. */
const rpIdFitsOrigin = v.partialCheck(
	[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_RP_ID']],
	(input: {
		PORT: number;
		LATCHKEY_ORIGIN?: string | undefined;
		LATCHKEY_RP_ID?: string | undefined;
	}) =>
		input.LATCHKEY_RP_ID === undefined ||
		covers(input.LATCHKEY_RP_ID, new URL(originOf(input)).hostname),
	'must be the host of LATCHKEY_ORIGIN or a parent domain of it'
);

const budgetsHoldInPublic = v.partialCheck(
	[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_THROTTLE_SCALE']],
	(input: {
		PORT: number;
		LATCHKEY_ORIGIN?: string | undefined;
		LATCHKEY_THROTTLE_SCALE: number;
	}) => input.LATCHKEY_THROTTLE_SCALE <= 1 || !originOf(input).startsWith('https:'),
	'must not be above 1 when LATCHKEY_ORIGIN is https'
);

export const environment = v.pipe(
	v.object(schemas),
	v.forward(rpIdFitsOrigin, ['LATCHKEY_RP_ID']),
	v.forward(budgetsHoldInPublic, ['LATCHKEY_THROTTLE_SCALE'])
);
