import type { Answer } from './http.ts';

/** Random in every answer, or the time. */
const RANDOM = [
	/(?<![\w-])(?:acc|ses|chl|cer|fct|enr|eml|req)_[\w-]{22}/g,
	/(?<![\w-])[\w-]{43}(?![\w-])/g,
	/(?<==)[\w-]{22}(?=\.)/g,
	/\d{4}-\d\d-\d\dT[\d:.]+Z/g,
	/nonce(?:="|-)[\w+/=]+/g
];
const PASSING = new Set(['date', 'x-request-id', 'keep-alive', 'retry-after', 'etag']);

/** Everything that an answer tells whoever gets it: status, headers in their order, cookies, body and length. */
export function told({ status, headers, body, cookies }: Answer, own: readonly string[] = []) {
	const known = [...own, `${headers['x-request-id'] as string}`].reduce(
		(text, each) => text.replaceAll(each, 'x'.repeat(each.length)),
		body
	);
	const mask = (text: string) =>
		RANDOM.reduce(
			(masked, each) => masked.replace(each, (found) => '*'.repeat(found.length)),
			text
		);
	return {
		status,
		headers: Object.entries(headers)
			.filter(([name]) => !PASSING.has(name) && name !== 'set-cookie')
			.map(([name, value]) => `${name}: ${mask(String(value))}`),
		cookies: cookies.map((each) => mask(each.replace(/expires=[^;]*/i, ''))),
		body: mask(known)
	};
}
