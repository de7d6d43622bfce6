/** Cross-site request forgery, in the browser of a signed-in administrator. ASVS 5.0 3.5.1, 3.5.2. */
import { describe, expect, test } from 'vitest';

import { attacksOn } from './support/attack.ts';
import type { Headers } from './support/http.ts';
import { filled, isForm, routes, unsafeRoutes, type Route } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { victim, origin, server } = world;
const attack = attacksOn(world);
const { port } = server;

/** What a browser sends to a route when its own page asks, but for the headers given. */
const asked = (route: Route, headers: Headers) => {
	return victim.send({
		method: route.method,
		path: filled(route),
		headers: {
			origin,
			'content-type': isForm(route) ? 'application/x-www-form-urlencoded' : 'application/json',
			...headers
		},
		body: isForm(route) ? 'a=b' : '{}'
	});
};

const everywhere = (headers: Headers) => () =>
	Promise.all(unsafeRoutes.map((route) => asked(route, headers)));

test('the routes are found, and each has a method', () => {
	expect(unsafeRoutes.length).toBeGreaterThan(30);
	expect(routes).toContainEqual(
		expect.objectContaining({ method: 'POST', path: '/admin?/invite' })
	);
	expect(routes).toContainEqual(
		expect.objectContaining({ method: 'DELETE', path: '/api/v1/sessions/[id]' })
	);
});

describe('every unsafe route refuses an Origin', () => {
	const refusal = [403, 'request.cross_site'] as const;
	const origins: Readonly<Record<string, string | readonly string[] | undefined>> = {
		'of another site': 'https://evil.example',
		'that is missing': undefined,
		'that is empty': '',
		'that is null, as a sandboxed frame sends': 'null',
		'that ends like ours': `http://evil-localhost:${port}`,
		'that begins like ours': `http://localhost.evil.example:${port}`,
		'that has our name as its user': `http://localhost:${port}@evil.example`,
		'of a subdomain': `http://evil.localhost:${port}`,
		'of another scheme': `https://localhost:${port}`,
		'of another port': `http://localhost:${port + 1}`,
		'without the port': 'http://localhost',
		'with a port that begins like ours': `http://localhost:${port}0`,
		'in upper case': origin.toUpperCase(),
		'with a dot after the host': `http://localhost.:${port}`,
		'with a final slash': `${origin}/`,
		'with a path': `${origin}/sign-in`,
		'of the same machine by its address': `http://127.0.0.1:${port}`,
		'of the same machine by IPv6': `http://[::1]:${port}`,
		'with another beside it': `${origin}, https://evil.example`,
		'after another': `https://evil.example, ${origin}`,
		'that came twice': [origin, 'https://evil.example'],
		'with a look-alike letter': `http://xn--lcalhost-8ig:${port}`,
		'with a space in front of the port': `http://localhost: ${port}`
	};
	for (const [name, value] of Object.entries(origins))
		attack(name, { sends: everywhere({ origin: value }), refusal });
});

describe('every unsafe route refuses a request that the browser calls', () => {
	const refusal = [403, 'request.cross_site'] as const;
	for (const site of ['cross-site', 'same-site', 'none', 'Same-Origin ,', ''])
		attack(`“${site}”, whatever its Origin`, {
			sends: everywhere({ 'sec-fetch-site': site }),
			refusal
		});
});

describe('no content type leads around the preflight', () => {
	const types = [
		'text/plain',
		'multipart/form-data; boundary=x',
		'application/x-www-form-urlencoded',
		undefined
	];
	for (const type of types)
		attack(`of another site, as ${type ?? 'nothing at all'}`, {
			sends: everywhere({ origin: 'https://evil.example', 'content-type': type }),
			refusal: [403, 'request.cross_site']
		});
});
