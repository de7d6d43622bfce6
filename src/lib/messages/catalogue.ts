/** Both catalogues in one place: for the server, which gives each page the sections it needs. */
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Locale } from './locale.ts';
import type { Catalogue, Messages, Section } from './translator.ts';

export type Area = 'door' | 'account' | 'admin' | 'phone';

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, de };

const EVERYWHERE: readonly Section[] = [
	'common',
	'methods',
	'prompts',
	'errors',
	'reasons',
	'faults',
	'door'
];

const SECTIONS: Readonly<Record<Area, readonly Section[]>> = {
	door: [
		'sign_in',
		'phone_sign_in',
		'sign_up',
		'verify',
		'recover',
		'codes',
		'not_me',
		'new_password',
		'authorize',
		'device',
		'site'
	],
	account: [
		'nav',
		'verify',
		'overview',
		'security',
		'phone_test',
		'enrol',
		'codes',
		'sessions',
		'applications',
		'authorize',
		'activity',
		'events',
		'profile'
	],
	phone: ['phone'],
	admin: ['nav', 'verify', 'profile', 'activity', 'events', 'admin']
};

export function messagesFor(locale: Locale, area: Area): Messages {
	const catalogue = CATALOGUES[locale];
	return Object.fromEntries(
		[...EVERYWHERE, ...SECTIONS[area]].map((section) => [section, catalogue[section]])
	);
}

/** The whole catalogue, for mail and for tests. */
export function allMessages(locale: Locale): Catalogue {
	return CATALOGUES[locale];
}
