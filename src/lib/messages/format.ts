/** What a sentence can be filled with. */
export type Params = Readonly<Record<string, string | number | undefined>>;

/** `{name}`, `{n, plural, one {# code} other {# codes}}` or `{how, select, passkey {…} other {…}}`. */
const PLACEHOLDER = /\{(\w+)(?:, (plural|select),((?: ?[\w=-]+ \{(?:[^{}]|\{\w+\})*\})+))?\}/g;
const BRANCH = /([\w=-]+) \{((?:[^{}]|\{\w+\})*)\}/g;

/** Fills a pattern's placeholders; where a value is missing, they and their branches say nothing. */
export function format(pattern: string, params: Params, locale: string): string {
	return pattern.replace(PLACEHOLDER, (_, name: string, kind?: string, body = '') => {
		const value = params[name] ?? '';
		if (kind === undefined) return shown(value, locale);
		if (value === '') return '';
		const branches = new Map<string, string>(
			[...String(body).matchAll(BRANCH)].map(([, key = '', text = '']) => [key, text])
		);
		const wanted = kind === 'plural' ? [`=${value}`, pluralOf(value, locale)] : [String(value)];
		const branch = [...wanted, 'other'].find((key) => branches.has(key)) ?? '';
		const text = branches.get(branch) ?? '';
		return format(
			kind === 'plural' ? text.replaceAll('#', () => shown(value, locale)) : text,
			params,
			locale
		);
	});
}

function shown(value: string | number, locale: string): string {
	return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
}

function pluralOf(value: string | number, locale: string): string {
	return new Intl.PluralRules(locale).select(Number(value));
}
