export const locales = ['en', 'de'] as const;

export type Locale = (typeof locales)[number];

/** A language is named in itself, so that whoever needs it can find it. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

export function isLocale(value: unknown): value is Locale {
	return locales.some((locale) => locale === value);
}

/** A choice once made (`cookie`) wins; then the browser's order of preference; then English. */
export function negotiateLocale(
	acceptLanguage: string | null | undefined,
	cookie?: string | null
): Locale {
	if (isLocale(cookie)) return cookie;
	const wanted = (acceptLanguage ?? '')
		.slice(0, 500)
		.split(',')
		.map(parseRange)
		.filter(({ quality }) => quality > 0)
		.sort((a, b) => b.quality - a.quality);
	return wanted.map(({ language }) => language).find(isLocale) ?? 'en';
}

function parseRange(range: string): { language: string; quality: number } {
	const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
	const weight = parameters.find((parameter) => parameter.trim().startsWith('q='));
	const quality = weight === undefined ? 1 : Number(weight.trim().slice(2));
	return {
		language: tag.split('-')[0] ?? '',
		quality: Number.isFinite(quality) ? quality : 0
	};
}
