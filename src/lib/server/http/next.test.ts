import fc from 'fast-check';
import { expect, test } from 'vitest';

import { HOME, safeNext } from './next.ts';

const ORIGIN = 'https://id.example.org';

/** Where a browser at this origin goes when it is redirected to `location`. */
const landing = (location: string): string => new URL(location, `${ORIGIN}/sign-in`).origin;

test.each([
	['/', '/'],
	['/security', '/security'],
	['/sessions?ended=1', '/sessions?ended=1'],
	['/security/factors/fct_1#name', '/security/factors/fct_1#name'],
	['/a/../b', '/b'],
	['/%2f/x', '/%2f/x'],
	['/?next=https://evil.example', '/?next=https://evil.example'],
	['/@evil.example', '/@evil.example'],
	['/profil/größe', '/profil/gr%C3%B6%C3%9Fe']
])('%j goes on to %j', (next, path) => {
	expect(safeNext(next)).toBe(path);
});

const hostile = [
	undefined,
	null,
	'',
	' ',
	' /security',
	'security',
	'.',
	'..',
	'./security',
	'?x',
	'#x',
	'evil.example',
	'//',
	'//evil.example',
	'///evil.example',
	'////evil.example',
	'//evil.example/%2e%2e',
	'//id.example.org@evil.example',
	'//evil.example:443/',
	'//[::1]/',
	'///@evil.example',
	'/\\evil.example',
	'/\\/evil.example',
	'\\/evil.example',
	'\\\\evil.example',
	'\\evil.example',
	'/security\\..\\..//evil.example',
	'/security\\x',
	'https://evil.example',
	'https:evil.example',
	'https:/evil.example',
	'HTTPS://EVIL.EXAMPLE',
	'http://id.example.org',
	'javascript:alert(1)',
	'JavaScript:alert(1)',
	' javascript:alert(1)',
	'java\tscript:alert(1)',
	'data:text/html,x',
	'blob:https://evil.example/x',
	'file:///etc/passwd',
	'vbscript:x',
	'mailto:eve@evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/\r/evil.example',
	'/\0/evil.example',
	'\t//evil.example',
	'\n//evil.example',
	'/\u0085/evil.example',
	'/\u007f/evil.example',
	'/security\r\nset-cookie: a=b',
	'/.//evil.example',
	'/..//evil.example',
	'/././/evil.example',
	'/x/..//evil.example',
	'/%2e//evil.example',
	'/%2e%2e//evil.example',
	'/%2E/%2e%2e//evil.example',
	'／／evil.example',
	'⁄⁄evil.example',
	'∕∕evil.example',
	'\u200b//evil.example',
	'\ufeff//evil.example',
	'@evil.example',
	':443/x',
	'%2f%2fevil.example',
	'\ud800'
];

test.each(hostile)('%j goes home', (next) => {
	expect(safeNext(next)).toBe(HOME);
});

test.each([
	'/／evil.example',
	'/%09/evil.example',
	'/%5cevil.example',
	'/%2f%2fevil.example',
	'/;//x'
])('%j stays here, as text that means nothing', (next) => {
	expect(landing(safeNext(next))).toBe(ORIGIN);
	expect(safeNext(next)).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
});

test('a very long one goes home rather than into a header that nobody takes', () => {
	for (const name of ['a'.repeat(100_000), 'ß'.repeat(1999), `?${'x'.repeat(2000)}`])
		expect(safeNext(`/${name}`) === HOME).toBe(true);
	expect(safeNext(`/${'a'.repeat(1999)}`)).toHaveLength(2000);
});

test('whatever is asked for, a browser stays on this origin', () => {
	const piece = fc.oneof(
		fc.constantFrom(...'/\\.:@?#%;&= \t\n\r\0'.split('')),
		fc.constantFrom(
			'//',
			'..',
			'%2f',
			'%5c',
			'%2e',
			'%09',
			'https:',
			'javascript:',
			'evil.example'
		),
		fc.constantFrom('／', '＼', '。', '\u2028', '\u0085', '\ufeff', '\u200b', '\ud800', 'ß', 'é'),
		fc.string({ unit: 'binary', maxLength: 4 })
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, isPath) => {
			const next = safeNext((isPath ? '/' : '') + pieces.join(''));
			expect(landing(next)).toBe(ORIGIN);
			expect(next).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
			// Whoever cleans it again gets the same.
			expect(safeNext(next)).toBe(next);
		}),
		{ numRuns: 500 }
	);
});
