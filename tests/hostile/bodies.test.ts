/** Bodies that are not what they should be, sent to every endpoint that takes one. */
import { describe } from 'vitest';

import { attacksOn } from './support/attack.ts';
import type { Answer, Headers } from './support/http.ts';
import { filled, shaped, takers, type Taker } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { origin, victim } = world;
const attack = attacksOn(world);

const give = (to: Taker, body: string | Uint8Array, headers: Headers = {}): Promise<Answer> =>
	victim.send({
		method: to.method,
		path: filled(to),
		headers: { origin, 'content-type': 'application/json', ...headers },
		body
	});

/** To each endpoint the body that is made of its right one. */
const everywhere =
	(make: (right: string) => string | Uint8Array, headers?: Headers) =>
	async (): Promise<Answer[]> =>
		Promise.all(takers.map((to) => give(to, make(JSON.stringify(shaped(to))), headers)));

describe('a body of the right shape is not read', () => {
	const types: Readonly<Record<string, string | undefined>> = {
		'as plain text, which needs no preflight': 'text/plain',
		'as plain text that names a charset': 'text/plain;charset=utf-8',
		'as a form': 'application/x-www-form-urlencoded',
		'as a form of parts': 'multipart/form-data; boundary=x',
		'as old JSON': 'text/json',
		'as JSON of some vendor': 'application/vnd.api+json',
		'as JSON with a longer name': 'application/jsonp',
		'as JSON and something else': 'application/json, text/plain',
		'as something else and JSON': 'text/plain, application/json',
		'as something else with JSON as its parameter': 'text/plain; application/json',
		'as XML': 'application/xml',
		'as a problem': 'application/problem+json',
		'as anything': '*/*',
		'as an empty type': '',
		'as a parameter without a type': '; charset=utf-8',
		'without a type': undefined
	};
	for (const [name, type] of Object.entries(types))
		attack(name, {
			sends: everywhere((right) => right, { 'content-type': type }),
			refusal: [400, 'request.not_json']
		});
});

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
	Buffer.concat(parts.map((part) => Buffer.from(part as string)));

/** The right body with one more member. */
const and = (member: string) => (right: string) => right.replace('{', `{${member},`);

const nested = (open: string, close: string, depth: number): string =>
	open.repeat(depth) + close.repeat(depth);

describe('a body is refused that', () => {
	const bodies: Readonly<Record<string, (right: string) => string | Uint8Array>> = {
		'is empty': () => '',
		'is white space': () => ' \n\t',
		'is cut off': (right) => right.slice(0, -1),
		'goes on after its end': (right) => `${right}}`,
		'is two documents': (right) => `${right}\n${right}`,
		'has a comment': (right) => `${right} // really`,
		'has a comma too many': (right) => right.replace(/}$/, ',}'),
		'has keys without quotation marks': (right) => right.replaceAll(/"(\w+)":/g, '$1:'),
		'has single quotation marks': (right) => right.replaceAll('"', "'") + "'",
		'is a call, as a script would be': (right) => `call(${right})`,
		'begins with what stops a script': (right) => `)]}',\n${right}`,
		'is null': () => 'null',
		'is true': () => 'true',
		'is a number': () => '1e999',
		'is a string': (right) => JSON.stringify(right),
		'is a list': (right) => `[${right}]`,
		'is a list of lists, ten thousand deep': () => nested('[', ']', 10_000),
		'is an object in objects, ten thousand deep': () =>
			nested('{"a":', '}', 10_000).replace(':}', ':1}'),
		'is not finished, thirty thousand deep': () => '['.repeat(30_000),
		'begins with a byte order mark': (right) => bytes([0xef, 0xbb, 0xbf], right),
		'is UTF-16': (right) => Buffer.from(right, 'utf16le'),
		'is UTF-16 with its mark': (right) => Buffer.from(`\ufeff${right}`, 'utf16le'),
		'is Latin-1': (right) => bytes(right.slice(0, -2), [0xe9], right.slice(-2)),
		'has a byte that is never UTF-8': (right) => bytes(right.slice(0, -2), [0xff], right.slice(-2)),
		'has an overlong slash': (right) => bytes(right.slice(0, -2), [0xc0, 0xaf], right.slice(-2)),
		'has half a surrogate pair as bytes': (right) =>
			bytes(right.slice(0, -2), [0xed, 0xa0, 0x80], right.slice(-2)),
		'has a character cut in half': (right) =>
			bytes(right.slice(0, -2), [0xe2, 0x82], right.slice(-2)),
		'has a NUL byte within': (right) => `${right.slice(0, -2)}\0${right.slice(-2)}`,
		'has a NUL byte after its end': (right) => `${right}\0`,
		'has a line break in a string': (right) => right.replace(/"x"|\{\}|\[\]/, '"x\ny"'),
		'has a key that nobody knows': and('"isAdmin":true'),
		'has a key twice': (right) => right.replace(/^\{(.*)\}$/, '{$1,$1}'),
		'has a key twice, once in escapes': (right) =>
			right.replace(/^\{"(.)(.*)\}$/, (_, first: string, rest: string) => {
				const escaped = `\\u00${first.charCodeAt(0).toString(16)}`;
				return `{"${first}${rest},"${escaped}${rest}}`;
			}),
		'has the key __proto__': and('"__proto__":{"isAdmin":true}'),
		'has the key constructor': and('"constructor":{"prototype":{"isAdmin":true}}'),
		'has the key prototype': and('"prototype":{}'),
		'has the key toString': and('"toString":"x"'),
		'is UTF-7': () => '+AHsAIg-a+ACI:1+AH0'
	};
	for (const [name, make] of Object.entries(bodies))
		attack(name, { sends: everywhere(make), refusal: [400, 'request.malformed'] });
});

describe('a charset that is claimed changes nothing: refused is', () => {
	for (const charset of ['utf-16', 'utf-16le', 'utf-32', 'iso-2022-jp'])
		attack(`UTF-16 as “${charset}”`, {
			sends: everywhere((right) => Buffer.from(right, 'utf16le'), {
				'content-type': `application/json; charset=${charset}`
			}),
			refusal: [400, 'request.malformed']
		});
});
