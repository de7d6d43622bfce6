import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { allMessages } from './catalogue.ts';
import { locales } from './locale.ts';

const DECLARATION = /defineRefusals\(\s*'(\w+)',\s*\{([^}]*)\}/g;
const COMMENT = /\/\*[\s\S]*?\*\//g;

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Every code that the server declares, read from its source: there is no list of them to forget. */
function refusalCodes(): string[] {
	const sources = globSync('src/lib/server/**/*.ts', { exclude: ['**/*.{test,fixture}.ts'] });
	return sources.flatMap((path) =>
		[...readFileSync(path, 'utf8').matchAll(DECLARATION)].flatMap(
			([, capability = '', names = '']) =>
				[...names.replace(COMMENT, '').matchAll(/(\w+):/g)].map(
					([, name = '']) => `${capability}.${snake(name)}`
				)
		)
	);
}

test('every refusal has its sentence in every language', () => {
	const codes = refusalCodes();
	expect(codes).toContain('accounts.username_taken');
	for (const locale of locales) {
		const { errors } = allMessages(locale);
		expect(codes.filter((code) => !(code in errors)).map((code) => [locale, code])).toEqual([]);
	}
});
