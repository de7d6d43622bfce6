/** Other spellings of a guarded page's path. None leads around the guard, and none is an error of ours. */
import { describe, expect } from 'vitest';

import { attacksOn } from './support/attack.ts';
import type { Answer } from './support/http.ts';
import { filled, routes } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { server, victim } = world;
const attack = attacksOn(world);
const member = await world.person();
const stranger = world.browser();

const pagesOf = (...groups: readonly string[]): readonly string[] =>
	routes
		.filter(({ method, group }) => method === 'GET' && groups.includes(group))
		.map((route) => filled(route));

const last = /[^/]*$/;
/** Every letter as its code. */
const encoded = (text: string): string =>
	text.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

const spellings: Readonly<Record<string, (path: string) => string>> = {
	'as it is': (path) => path,
	'with every letter encoded': encoded,
	'encoded twice': (path) => encoded(path).replaceAll('%', '%25'),
	'encoded in capitals': (path) => encoded(path).toUpperCase(),
	'with its slashes encoded': (path) => `/${path.slice(1).replaceAll('/', '%2f')}%2f`,
	'with a slash in front': (path) => `/${path}`,
	'with two slashes in front': (path) => `//${path}`,
	'with a slash behind': (path) => `${path}/`,
	'with two slashes behind': (path) => `${path}//`,
	'with a dot segment in front': (path) => `/.${path}`,
	'with dot segments from a page that is open': (path) => `/sign-in/..${path}`,
	'with encoded dot segments': (path) => `/sign-in/%2e%2e${path}`,
	'with dot segments and encoded slashes': (path) => `/sign-in/..%2f${path.slice(1)}`,
	'with dot segments from the files': (path) => `/_app/immutable/../..${path}`,
	'with dot segments above the root': (path) => `/../../..${path}`,
	'with a semicolon in the dots': (path) => `/sign-in/..;${path}`,
	'with a backslash in front': (path) => `/\\${path.slice(1)}`,
	'with backslashes for slashes': (path) => path.replaceAll('/', '\\').replace('\\', '/'),
	'with encoded backslashes': (path) => `/%5c${path.slice(1)}`,
	'with a parameter of the path': (path) => `${path};a=b`,
	'with a parameter of the root': (path) => `/;a=b${path}`,
	'in capitals': (path) => path.toUpperCase(),
	'with one capital': (path) =>
		path.replace(last, (name) => name.replace(/^./, (first) => first.toUpperCase())),
	'with a NUL behind': (path) => `${path}%00`,
	'with a NUL and an ending': (path) => `${path}%00.css`,
	'with an ending': (path) => `${path}.json`,
	'with the ending of a style sheet': (path) => `${path}/x.css`,
	'with a space behind': (path) => `${path}%20`,
	'with a tab behind': (path) => `${path}%09`,
	'with a line break': (path) => `${path}%0d%0aset-cookie:a=b`,
	'with a fragment': (path) => `${path}%23x`,
	'with an encoded question mark': (path) => `${path}%3fx`,
	'with bytes that are not UTF-8': (path) => `${path}%ff`,
	'with an overlong slash': (path) => `/%c0%af${path.slice(1)}`,
	'with an unfinished code': (path) => `${path}%`,
	'with a full-width letter': (path) => path.replace(last, '%EF%BD%93ecurity'),
	'with a mark that is not seen': (path) => `${path}%e2%80%8b`,
	'as its data': (path) => `${path.replace(/\/$/, '')}/__data.json`,
	'as its data, of the inner page alone': (path) =>
		`${path.replace(/\/$/, '')}/__data.json?x-sveltekit-invalidated=001`,
	'as its data, of the layouts alone': (path) =>
		`${path.replace(/\/$/, '')}/__data.json?x-sveltekit-invalidated=110`,
	'as data of the root with another path': (path) => `/__data.json?x-sveltekit-pathname=${path}`,
	'as its route': (path) => `${path.replace(/\/$/, '')}/__route.js`,
	'as an action that is read': (path) => `${path}?/default`,
	'with a reserved parameter': (path) => `${path}?x-sveltekit-trailing-slash=1`,
	'with a very long query': (path) => `${path}?${'a=b&'.repeat(2000)}`,
	'with its file': (path) => `/src/routes${path}/+page.svelte`,
	'with a name of JavaScript': (path) => `${path}/__proto__`
};

/** What only the victim may see. */
function expectNothing({ status, headers, cookies, body, sent }: Answer): void {
	expect({ path: sent.path, status, isOurs: status >= 500 }).toMatchObject({ isOurs: false });
	expect(cookies, sent.path).toEqual([]);
	expect(body, sent.path).not.toContain(victim.username);
	expect(new URL(headers.location ?? '/', 'http://here').host, sent.path).toBe('here');
}

describe('to somebody who is not signed in, no page of an account opens', () => {
	for (const [name, spell] of Object.entries(spellings))
		attack(name, {
			sends: () =>
				Promise.all(pagesOf('account', 'admin').map((path) => stranger.get(spell(path)))),
			refusal: expectNothing
		});
});

describe('to a member, no page of administrators opens', () => {
	for (const [name, spell] of Object.entries(spellings))
		attack(name, {
			// The first trespass of a session's day is on record, and is all that it leaves.
			given: () => member.get('/admin'),
			sends: () => Promise.all(pagesOf('admin').map((path) => member.get(spell(path)))),
			refusal: expectNothing
		});
});

describe('no file of the server is read', () => {
	const files = [
		'package.json',
		'data/master.key',
		'data/latchkey.sqlite',
		'.env',
		'build/server/main.js'
	];
	const climbs: Readonly<Record<string, string>> = {
		dots: '/../',
		'encoded dots': '/%2e%2e/',
		'encoded dots and slashes': '/%2e%2e%2f',
		'dots encoded twice': '/%252e%252e%252f',
		'dots from the files': '/_app/../../',
		'encoded dots from the files': '/_app/%2e%2e/%2e%2e/server/',
		backslashes: '/..\\',
		'no dots': '/'
	};
	for (const [name, climb] of Object.entries(climbs))
		attack(`by ${name}`, {
			sends: () => Promise.all(files.map((file) => stranger.get(`${climb}${file}`))),
			refusal: ({ status }) => expect([400, 404]).toContain(status)
		});
});

attack('a path of sixteen thousand characters is refused', {
	sends: async () => [await stranger.get(`/${'a'.repeat(17_000)}`)],
	refusal: ({ status }) => expect(status).toBe(431)
});

attack('an address of another host in the request line is refused', {
	sends: async () => [await stranger.get(`http://localhost:${server.port}/admin`)],
	refusal: [400]
});
