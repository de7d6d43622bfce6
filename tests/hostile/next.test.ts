/** Where `next=` may lead: to paths of this origin. ASVS 5.0 3.7.2. */
import { expect, test } from 'vitest';

import { withoutTrace } from './support/attack.ts';
import type { Answer } from './support/http.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { browser, origin, victim } = world;
const { host } = new URL(origin);

const elsewhere: Readonly<Record<string, string>> = {
	'another origin': 'https://evil.example/',
	'another origin without its scheme': '//evil.example',
	'three slashes': '///evil.example',
	'four slashes': '////evil.example',
	'a backslash for the second slash': '/\\evil.example',
	'a backslash for both': '\\\\evil.example',
	'a backslash and a slash': '\\/evil.example',
	'slashes and a backslash': '//\\evil.example',
	'a tab between the slashes': '/\t/evil.example',
	'a line feed between the slashes': '/\n/evil.example',
	'a carriage return between the slashes': '/\r/evil.example',
	'a tab in front': '\t//evil.example',
	'a space in front': ' //evil.example',
	'a NUL in front': '\0//evil.example',
	'a NUL between the slashes': '/\0/evil.example',
	'dots and slashes': '/.//evil.example',
	'two dots and slashes': '/..//evil.example',
	'dots that are encoded': '/%2e//evil.example',
	'a path that dots make': '/a/..//evil.example',
	'a scheme in capitals': 'HTTPS://evil.example',
	'a scheme without slashes': 'https:evil.example',
	'a scheme with one slash': 'https:/evil.example',
	'a scheme within a tab': 'ht\ttps://evil.example',
	'a script': 'javascript:alert(1)',
	'a script with a tab': 'java\tscript:alert(1)',
	'a script that begins like a path': '/\tjavascript:alert(1)',
	'a page in itself': 'data:text/html,<script>alert(1)</script>',
	'a user in front of the host': `https://localhost@evil.example`,
	'our origin as the user': `${origin}@evil.example`,
	'our origin as a subdomain': `${origin}.evil.example`,
	'only a user': '@evil.example',
	'a dot and a host': '.evil.example',
	'a name': 'evil.example',
	'a full-width slash': '//evil。example',
	'a slash of Unicode': '/\u2215/evil.example'.replace('/\u2215', '\u2215\u2215'),
	'an ideographic stop': 'https://evil。example',
	'an address with a number': '//2130706433/',
	'an address of IPv6': '//[::1]/',
	'a header of its own': '/\r\nset-cookie: latchkey=evil',
	'a header after an encoded break': '//evil.example/%0d%0aset-cookie:a=b',
	'three thousand characters': `/${'a'.repeat(3000)}`,
	'nothing at all': ''
};

const places = {
	signIn: (next: string) => victim.get(`/sign-in?next=${encodeURIComponent(next)}`),
	signOut: (next: string) => browser().form(`/sign-out?next=${encodeURIComponent(next)}`)
};

function expectHome({ status, headers }: Answer): void {
	expect(status).toBe(303);
	expect(headers.location).toBe('/');
}

test.each(Object.entries(elsewhere))('%s leads home', async (_, next) => {
	await withoutTrace(world, async () => {
		expectHome(await places.signIn(next));
		expectHome(await places.signOut(next));
		const language = await browser().form('/language', { locale: 'en', next });
		// A field that is far too long, or holds what no text holds, is refused before it is looked at.
		if (next.length > 320 || next.includes('\0')) expect(language.status).toBe(400);
		else expectHome(language);
		const { body } = await browser().get(`/sign-in?next=${encodeURIComponent(next)}`);
		// The whole address may come back in a field; no link and no form leads there.
		for (const [, link = ''] of body.matchAll(/ (?:href|action|src)="([^"]*)"/g))
			expect(new URL(link.replaceAll('&amp;', '&'), origin).host, link).toBe(host);
	});
});

test.each([
	['a path', '/security', '/security'],
	['a query and a fragment', '/sessions?a=b#c', '/sessions?a=b#c'],
	['dots within', '/a/../security', '/security'],
	['slashes that are encoded', '/%2f%2fevil.example', '/%2f%2fevil.example'],
	['an address in the query', '/activity?to=//evil.example', '/activity?to=//evil.example'],
	['a scheme in the path', '/https://evil.example', '/https://evil.example']
])('%s stays here', async (_, next, expected) => {
	for (const lead of Object.values(places)) {
		const { headers } = await lead(next);
		expect(headers.location).toBe(expected);
		expect(new URL(`${headers.location}`, origin).origin).toBe(origin);
	}
});

test('the first of two counts, and both would stay here', async () => {
	const { headers } = await victim.get('/sign-in?next=%2Fsecurity&next=%2F%2Fevil.example');
	expect(headers.location).toBe('/security');
	expectHome(await victim.get('/sign-in?next=%2F%2Fevil.example&next=%2Fsecurity'));
});

test('somebody who signs in on the way stays here', async () => {
	const person = await world.person();
	const stranger = browser();
	const { username: identifier, password } = person;
	const answer = await stranger.form('/sign-in?next=%2F%5Cevil.example', { identifier, password });
	expectHome(answer);
});
