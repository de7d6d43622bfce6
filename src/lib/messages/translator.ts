/**
 * Words for people. The English catalogue is the source of the keys; a translator looks a key up in
 * the part of a catalogue that the page was given. Choosing that part is `catalogue.ts`, on the server.
 */
import { formatDate, formatRelative, type DateStyle } from './dates.ts';
import { format, type Params } from './format.ts';
import type { en } from './en/index.ts';
import type { Locale } from './locale.ts';

export type Catalogue = {
	readonly [Section in keyof typeof en]: {
		readonly [Name in keyof (typeof en)[Section]]: string;
	};
};

export type Section = keyof Catalogue;

/** The sections that a page was given. */
export type Messages = Partial<Catalogue>;

export type MessageKey = {
	[S in Section]: `${S}.${Extract<keyof Catalogue[S], string>}`;
}[Section];

/** Getters are read at each use, so a page may swap what they return. */
export interface MessageSource {
	readonly locale: Locale;
	readonly messages: Messages;
}

export interface Translator {
	(key: MessageKey, params?: Params): string;
	readonly locale: Locale;
	has(key: string): key is MessageKey;
	date(at: Date, style: DateStyle, zone?: string): string;
	/** Relative words within a month, else the day. */
	relative(at: Date, now: Date, zone?: string): string;
	number(value: number): string;
	list(items: readonly string[]): string;
}

export function createTranslator(source: MessageSource): Translator {
	const find = (key: string): string | undefined => {
		const dot = key.indexOf('.');
		const section: Readonly<Record<string, string>> | undefined = (
			source.messages as Readonly<Record<string, Record<string, string>>>
		)[key.slice(0, dot)];
		return section?.[key.slice(dot + 1)];
	};
	const translate = (key: MessageKey, params: Params = {}): string =>
		format(find(key) ?? key, params, source.locale);
	const date = (at: Date, style: DateStyle, zone?: string): string =>
		formatDate(at, { locale: source.locale, style, zone });

	return Object.defineProperty(
		Object.assign(translate, {
			has: (key: string): key is MessageKey => find(key) !== undefined,
			date,
			relative(at: Date, now: Date, zone?: string): string {
				const words = formatRelative(at, { locale: source.locale, now });
				if (words !== undefined) return words;
				const near = Math.abs(at.getTime() - now.getTime()) < 60_000;
				return near ? translate('common.just_now') : date(at, 'day', zone);
			},
			number: (value: number) => new Intl.NumberFormat(source.locale).format(value),
			list: (items: readonly string[]) => new Intl.ListFormat(source.locale).format(items)
		}),
		'locale',
		{ get: () => source.locale }
	) as unknown as Translator;
}
