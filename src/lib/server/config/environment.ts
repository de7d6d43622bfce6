/**
 * The settings: their names, what each may hold, an example, and the rules that join two of them.
 * `.env.example` lists the same names; a test compares them.
 */
import * as v from 'valibot';

import { isStoreSafe } from './exposure.ts';
import { factorExamples, factorSettings, missingFor } from './factors.ts';
import { sites } from './sites.ts';
import * as values from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigProblem {
	readonly setting: string;
	readonly problem: string;
	readonly remedy: string;
}

const settings = v.object({
	PORT: v.optional(values.port, '3000'),
	HOST: v.optional(values.host, '127.0.0.1'),
	LATCHKEY_ORIGIN: v.optional(values.origin),
	LATCHKEY_RP_ID: v.optional(values.relyingParty),
	LATCHKEY_DATA_DIR: v.optional(values.directory, './data'),
	DATABASE_URL: v.optional(values.urlOf('postgres', 'postgresql')),
	REDIS_URL: v.optional(values.urlOf('redis', 'rediss')),
	LATCHKEY_MASTER_KEYS: v.optional(values.masterKeys),
	LATCHKEY_SIGN_UP: v.optional(values.signUp, 'open'),
	LATCHKEY_TRUSTED_PROXIES: v.optional(values.networks),
	LATCHKEY_UNENCRYPTED_HOSTS: v.optional(values.hosts),
	SMTP_URL: v.optional(values.urlOf('smtp', 'smtps')),
	LATCHKEY_MAIL_FROM: v.optional(values.mailbox),
	LATCHKEY_RECOVERY_WAIT: v.optional(values.recoveryWait, '72'),
	LATCHKEY_CLIENTS: v.optional(values.clients, '[]'),
	LATCHKEY_TOKEN_REUSE: v.optional(values.tokenReuse, 'session'),
	LATCHKEY_FORWARD_AUTH: v.optional(sites, '[]'),
	...factorSettings,
	LATCHKEY_PUSH_HOSTS: v.optional(values.pushHosts),
	LATCHKEY_THROTTLE_SCALE: v.optional(values.scale, '1'),
	LATCHKEY_RELATED_ORIGINS: v.optional(values.secureOrigins),
	LATCHKEY_PRODUCT_NAME: v.optional(values.name, 'Latchkey'),
	LATCHKEY_LOG_LEVEL: v.optional(values.logLevel, 'info'),
	LATCHKEY_METRICS_PORT: v.optional(values.port),
	LATCHKEY_METRICS_HOST: v.optional(values.host, '127.0.0.1'),
	LATCHKEY_DRAIN_SECONDS: v.optional(values.drainSeconds, '0')
});

export type SettingName = keyof typeof settings.entries;

/** Shown beside a mistake. Each is valid, in a shell. */
export const examples: Readonly<Record<SettingName, string>> = {
	PORT: '3000',
	HOST: '127.0.0.1',
	LATCHKEY_ORIGIN: 'https://id.example.org',
	LATCHKEY_RP_ID: 'example.org',
	LATCHKEY_DATA_DIR: './data',
	DATABASE_URL: 'postgres://latchkey:password@localhost:5432/latchkey',
	REDIS_URL: 'redis://localhost:6379',
	// Nobody's key: one that stands in print is none.
	LATCHKEY_MASTER_KEYS: '2026-11:$(openssl rand 32 | basenc --base64url | tr -d =)',
	LATCHKEY_SIGN_UP: 'invitation',
	LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8,192.168.1.1',
	LATCHKEY_UNENCRYPTED_HOSTS: 'redis.example.org',
	SMTP_URL: 'smtps://latchkey:password@mail.example.org:465',
	LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@example.org>',
	LATCHKEY_RECOVERY_WAIT: '72',
	LATCHKEY_CLIENTS:
		'[{"id":"notes","name":"Notes","origins":["https://notes.example.org"],"audience":"https://notes.example.org/api"}]',
	LATCHKEY_TOKEN_REUSE: 'account',
	LATCHKEY_FORWARD_AUTH:
		'[{"origin":"https://app.example.org","rules":[{"path":"/","for":["members"]},{"path":"/admin","for":["admins"],"aal":2}]}]',
	...factorExamples,
	LATCHKEY_PUSH_HOSTS: 'push.example.org,*.push.example.net',
	LATCHKEY_THROTTLE_SCALE: '1',
	LATCHKEY_RELATED_ORIGINS: 'https://shop.example.org,https://example.net',
	LATCHKEY_PRODUCT_NAME: 'Latchkey',
	LATCHKEY_LOG_LEVEL: 'info',
	LATCHKEY_METRICS_PORT: '9464',
	LATCHKEY_METRICS_HOST: '127.0.0.1',
	LATCHKEY_DRAIN_SECONDS: '5'
};

/** Settings that hold a secret. Each may instead be read from the file that `<name>_FILE` names. */
export const secretNames = [
	'DATABASE_URL',
	'REDIS_URL',
	'SMTP_URL',
	'LATCHKEY_MASTER_KEYS',
	'LATCHKEY_CLIENTS',
	'LATCHKEY_FORWARD_AUTH',
	'LATCHKEY_TEXT_WEBHOOK_SECRET',
	'LATCHKEY_TWILIO_TOKEN'
] as const satisfies readonly SettingName[];

interface Address {
	readonly PORT: number;
	readonly LATCHKEY_ORIGIN?: string | undefined;
}

/** The origin when none is set: this machine, on the port that is served. */
export function originOf({ PORT, LATCHKEY_ORIGIN }: Address): string {
	return LATCHKEY_ORIGIN ?? new URL(`http://localhost:${PORT}`).origin;
}

/**
 * Whether the host is the RP ID or below it. A name with one label, such as `org`, would share
 * every passkey under it.
 * @see WebAuthn L3 §4, relying party identifier
 */
function covers(rpId: string, host: string): boolean {
	return rpId === host || (rpId.includes('.') && host.endsWith(`.${rpId}`));
}

const EXPOSED = 'is outside this machine and private networks, so it needs a password, and TLS by';

/** What is no URL has a message of its own. */
function isSafe(url: string | undefined, allowed: readonly string[] | undefined): boolean {
	return url === undefined || !URL.canParse(url) || isStoreSafe(url, allowed);
}

export const environment = v.pipe(
	settings,
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_RP_ID']],
			(input) =>
				input.LATCHKEY_RP_ID === undefined ||
				covers(input.LATCHKEY_RP_ID, new URL(originOf(input)).hostname),
			'must be the host of LATCHKEY_ORIGIN or a parent domain of it'
		),
		['LATCHKEY_RP_ID']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_THROTTLE_SCALE']],
			(input) => input.LATCHKEY_THROTTLE_SCALE <= 1 || !originOf(input).startsWith('https:'),
			'must not be above 1 when LATCHKEY_ORIGIN is https'
		),
		['LATCHKEY_THROTTLE_SCALE']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_PUSH_HOSTS']],
			(input) =>
				!input.LATCHKEY_PUSH_HOSTS?.some((item) => item.includes('://')) ||
				!originOf(input).startsWith('https:'),
			'must not hold an address of this machine when LATCHKEY_ORIGIN is https'
		),
		['LATCHKEY_PUSH_HOSTS']
	),
	v.forward(
		v.partialCheck(
			[['DATABASE_URL'], ['LATCHKEY_UNENCRYPTED_HOSTS']],
			(input) => isSafe(input.DATABASE_URL, input.LATCHKEY_UNENCRYPTED_HOSTS),
			`${EXPOSED} sslmode=verify-full`
		),
		['DATABASE_URL']
	),
	v.forward(
		v.partialCheck(
			[['REDIS_URL'], ['LATCHKEY_UNENCRYPTED_HOSTS']],
			(input) => isSafe(input.REDIS_URL, input.LATCHKEY_UNENCRYPTED_HOSTS),
			`${EXPOSED} rediss://`
		),
		['REDIS_URL']
	),
	v.forward(
		v.partialCheck(
			[['SMTP_URL'], ['LATCHKEY_MAIL_FROM']],
			({ SMTP_URL = '', LATCHKEY_MAIL_FROM }) =>
				!SMTP_URL.includes('://') || LATCHKEY_MAIL_FROM !== undefined,
			'must be set when SMTP_URL is'
		),
		['LATCHKEY_MAIL_FROM']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_FORWARD_AUTH']],
			(input) => !input.LATCHKEY_FORWARD_AUTH.some(({ origin }) => origin === originOf(input)),
			'names LATCHKEY_ORIGIN, which needs no protection by itself'
		),
		['LATCHKEY_FORWARD_AUTH']
	),
	v.forward(
		v.partialCheck(
			[['LATCHKEY_FORWARD_AUTH'], ['LATCHKEY_TRUSTED_PROXIES']],
			(input) => input.LATCHKEY_FORWARD_AUTH.length === 0 || !!input.LATCHKEY_TRUSTED_PROXIES,
			'needs LATCHKEY_TRUSTED_PROXIES: nobody else is believed what a browser has asked for'
		),
		['LATCHKEY_FORWARD_AUTH']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_METRICS_PORT']],
			({ PORT, LATCHKEY_METRICS_PORT }) => PORT !== LATCHKEY_METRICS_PORT,
			'must be another port than PORT'
		),
		['LATCHKEY_METRICS_PORT']
	),
	v.forward(
		v.partialCheck(
			[
				['LATCHKEY_TEXT_GATEWAY'],
				['LATCHKEY_TEXT_WEBHOOK_URL'],
				['LATCHKEY_TEXT_WEBHOOK_SECRET'],
				['LATCHKEY_TWILIO_ACCOUNT'],
				['LATCHKEY_TWILIO_TOKEN'],
				['LATCHKEY_TWILIO_FROM']
			],
			(input) => missingFor(input) === undefined,
			'needs the settings of its own, which are named beside it in .env.example'
		),
		['LATCHKEY_TEXT_GATEWAY']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_TEXT_GATEWAY']],
			(input) => input.LATCHKEY_TEXT_GATEWAY !== 'log' || !originOf(input).startsWith('https:'),
			'must not be log when LATCHKEY_ORIGIN is https'
		),
		['LATCHKEY_TEXT_GATEWAY']
	),
	v.forward(
		v.partialCheck(
			[['LATCHKEY_METHODS'], ['LATCHKEY_TEXT_GATEWAY'], ['LATCHKEY_TEXT_COUNTRIES']],
			(input) =>
				!input.LATCHKEY_METHODS.includes('text-codes') ||
				(input.LATCHKEY_TEXT_GATEWAY !== undefined && input.LATCHKEY_TEXT_COUNTRIES !== undefined),
			'has text-codes, which need LATCHKEY_TEXT_GATEWAY and LATCHKEY_TEXT_COUNTRIES'
		),
		['LATCHKEY_METHODS']
	),
	v.forward(
		v.partialCheck(
			[['LATCHKEY_METHODS']],
			({ LATCHKEY_METHODS: on }) => !on.includes('photo-codes') || on.includes('phones'),
			'has photo-codes, which need phones'
		),
		['LATCHKEY_METHODS']
	),
	v.forward(
		v.partialCheck(
			[['PORT'], ['LATCHKEY_ORIGIN'], ['LATCHKEY_METHODS'], ['SMTP_URL']],
			(input) =>
				!input.LATCHKEY_METHODS.includes('mail-codes') ||
				input.SMTP_URL !== undefined ||
				!originOf(input).startsWith('https:'),
			'has mail-codes, which need SMTP_URL'
		),
		['LATCHKEY_METHODS']
	)
);
