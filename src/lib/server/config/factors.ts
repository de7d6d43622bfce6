/** The settings of second factors: which there are, which of them do for what, and what carries text messages. */
import * as v from 'valibot';

import { list, text, urlOf, isLoopback } from './values.ts';

/** Passkeys, recovery codes and passwords are always there. */
const METHODS = ['phones', 'photo-codes', 'totp', 'text-codes', 'mail-codes'] as const;

const ACTIONS = [
	'change-factors',
	'change-password',
	'change-email',
	'delete-account',
	'end-sessions',
	'administer',
	'administer-accounts'
] as const;

const methods = v.pipe(
	list,
	v.everyItem(
		(item) => METHODS.some((method) => method === item),
		`must be of ${METHODS.join(', ')}`
	)
);

const actions = v.pipe(
	text,
	v.transform((value) =>
		value === 'all' ? [...ACTIONS] : value === 'none' ? [] : value.split(',')
	),
	v.transform((items) => items.map((item) => item.trim())),
	v.array(v.picklist(ACTIONS, `must be all, none, or of ${ACTIONS.join(', ')}`))
);

const secondFactor = v.pipe(
	text,
	v.picklist(
		['optional', 'administrators', 'everybody'],
		'must be optional, administrators or everybody'
	)
);

const gateway = v.pipe(
	text,
	v.picklist(['webhook', 'twilio', 'log'], 'must be webhook, twilio or log')
);

/** Longer ones serve a part of a country only, such as +1212. */
const countries = v.pipe(
	list,
	v.everyItem(
		(item) => /^\+[1-9]\d{0,6}$/.test(item),
		'must be calling codes with a plus, such as +41'
	)
);

const perCountry = v.pipe(
	text,
	v.check(
		(value) => /^\d{1,6}$/.test(value) && Number(value) > 0,
		'must be a whole number above 0'
	),
	v.transform(Number)
);

/** What it is told are codes: they leave this machine encrypted. */
const webhookUrl = v.pipe(
	urlOf('https', 'http'),
	v.check((value) => {
		const url = URL.canParse(value) ? new URL(value) : undefined;
		return url === undefined || url.protocol === 'https:' || isLoopback(url.hostname);
	}, 'must be https, except on localhost'),
	v.check(
		(value) => !URL.canParse(value) || new URL(value).username + new URL(value).password === '',
		'must hold no name and no password'
	)
);

const secret = v.pipe(text, v.minLength(32, 'must be at least 32 characters'));

const rememberDays = v.pipe(
	text,
	v.check(
		(value) => /^\d{1,2}$/.test(value) && Number(value) <= 90,
		'must be a whole number of days up to 90, or 0 for never'
	),
	v.transform(Number)
);

export const factorSettings = {
	LATCHKEY_METHODS: v.optional(methods, 'phones,photo-codes,totp'),
	LATCHKEY_STRONG_ACTIONS: v.optional(actions, 'all'),
	LATCHKEY_SECOND_FACTOR: v.optional(secondFactor, 'optional'),
	LATCHKEY_REMEMBER_DAYS: v.optional(rememberDays, '30'),
	LATCHKEY_TEXT_GATEWAY: v.optional(gateway),
	LATCHKEY_TEXT_COUNTRIES: v.optional(countries),
	LATCHKEY_TEXT_PER_COUNTRY: v.optional(perCountry, '200'),
	LATCHKEY_TEXT_WEBHOOK_URL: v.optional(webhookUrl),
	LATCHKEY_TEXT_WEBHOOK_SECRET: v.optional(secret),
	LATCHKEY_TWILIO_ACCOUNT: v.optional(
		v.pipe(text, v.regex(/^AC[0-9a-f]{32}$/, 'must be an account SID'))
	),
	LATCHKEY_TWILIO_TOKEN: v.optional(v.pipe(text, v.minLength(16, 'must be an auth token'))),
	LATCHKEY_TWILIO_FROM: v.optional(
		v.pipe(
			text,
			v.regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/, 'must be a number or a messaging service SID')
		)
	)
};

export const factorExamples = {
	LATCHKEY_METHODS: 'phones,photo-codes,totp,text-codes,mail-codes',
	LATCHKEY_STRONG_ACTIONS: 'all',
	LATCHKEY_SECOND_FACTOR: 'administrators',
	LATCHKEY_REMEMBER_DAYS: '30',
	LATCHKEY_TEXT_GATEWAY: 'webhook',
	LATCHKEY_TEXT_COUNTRIES: '+41,+49',
	LATCHKEY_TEXT_PER_COUNTRY: '200',
	LATCHKEY_TEXT_WEBHOOK_URL: 'https://texts.example.org/send',
	LATCHKEY_TEXT_WEBHOOK_SECRET: '$(openssl rand -hex 32 of your own)',
	LATCHKEY_TWILIO_ACCOUNT: 'AC00000000000000000000000000000000',
	LATCHKEY_TWILIO_TOKEN: 'the-auth-token-of-the-account',
	LATCHKEY_TWILIO_FROM: '+15005550006'
} as const satisfies Record<keyof typeof factorSettings, string>;

type Parsed = v.InferOutput<v.ObjectSchema<typeof factorSettings, undefined>>;

/** What carries text messages. */
export type TextGatewaySettings =
	| { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
	| {
			readonly kind: 'twilio';
			readonly account: string;
			readonly token: string;
			readonly from: string;
	  }
	| { readonly kind: 'log' };

export interface FactorConfig {
	/** Methods that the operator has on, beside those that always are. */
	readonly methods: readonly string[];
	/** Actions for which a weaker method does not do where the account has a stronger one. */
	readonly strongActions: readonly (typeof ACTIONS)[number][];
	/** Who has to have a second factor. */
	readonly secondFactor: 'optional' | 'administrators' | 'everybody';
	/** For how many days a browser may skip the second factor; 0 where none may. */
	readonly rememberDays: number;
	/** Calling codes of the countries that get text messages. */
	readonly textCountries: readonly string[];
	/** How many a day, for each of them. */
	readonly textPerCountry: number;
	readonly textGateway?: TextGatewaySettings;
}

/** The settings that the gateway needs beside its name. */
const NEEDS = {
	webhook: ['LATCHKEY_TEXT_WEBHOOK_URL', 'LATCHKEY_TEXT_WEBHOOK_SECRET'],
	twilio: ['LATCHKEY_TWILIO_ACCOUNT', 'LATCHKEY_TWILIO_TOKEN', 'LATCHKEY_TWILIO_FROM'],
	log: []
} as const;

/** What is missing for the gateway that is named. */
export function missingFor(given: Partial<Parsed>): string | undefined {
	const { LATCHKEY_TEXT_GATEWAY: kind } = given;
	return kind && NEEDS[kind].find((name) => given[name] === undefined);
}

function gatewayOf(given: Parsed): TextGatewaySettings | undefined {
	switch (given.LATCHKEY_TEXT_GATEWAY) {
		case 'webhook':
			return {
				kind: 'webhook',
				url: given.LATCHKEY_TEXT_WEBHOOK_URL ?? '',
				secret: given.LATCHKEY_TEXT_WEBHOOK_SECRET ?? ''
			};
		case 'twilio':
			return {
				kind: 'twilio',
				account: given.LATCHKEY_TWILIO_ACCOUNT ?? '',
				token: given.LATCHKEY_TWILIO_TOKEN ?? '',
				from: given.LATCHKEY_TWILIO_FROM ?? ''
			};
		case 'log':
			return { kind: 'log' };
		case undefined:
			return undefined;
	}
}

export function toFactorConfig(given: Parsed): FactorConfig {
	const textGateway = gatewayOf(given);
	return {
		methods: Object.freeze(given.LATCHKEY_METHODS),
		strongActions: Object.freeze(given.LATCHKEY_STRONG_ACTIONS),
		secondFactor: given.LATCHKEY_SECOND_FACTOR,
		rememberDays: given.LATCHKEY_REMEMBER_DAYS,
		textCountries: Object.freeze(given.LATCHKEY_TEXT_COUNTRIES ?? []),
		textPerCountry: given.LATCHKEY_TEXT_PER_COUNTRY,
		...(textGateway && { textGateway: Object.freeze(textGateway) })
	};
}
