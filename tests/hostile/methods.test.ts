/** Methods that a route does not have, and methods in disguise. */
import { describe, expect } from 'vitest';

import { attacksOn } from './support/attack.ts';
import { sendRaw, type Answer } from './support/http.ts';
import { filled, routes } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { origin, server, victim } = world;
const attack = attacksOn(world);

/** The methods of each path. A page can be read; its actions are posted to it. */
const paths = Map.groupBy(routes, (route) => filled(route).split('?')[0] ?? '');
const methodsAt = (path: string): readonly string[] =>
	(paths.get(path) ?? []).map(({ method }) => method);

const ask = (method: string, path: string): Promise<Answer> =>
	victim.send({ method, path, headers: { origin, 'content-type': 'application/json' } });

const wherever = (method: string, chosen = (path: string) => !methodsAt(path).includes(method)) =>
	Promise.all([...paths.keys()].filter(chosen).map((path) => ask(method, path)));

const isApi = (path: string): boolean => path.startsWith('/api/');

describe('the API refuses, and says which methods there are,', () => {
	const refusal = [405, 'request.method_not_allowed'] as const;
	for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
		attack(`${method} where there is none`, {
			sends: async () => {
				const chosen = (path: string) => isApi(path) && !methodsAt(path).includes(method);
				const answers = await wherever(method, chosen);
				for (const { headers, sent } of answers)
					expect(headers.allow?.split(', '), sent.path).toEqual(
						expect.arrayContaining([...methodsAt(sent.path)])
					);
				return answers;
			},
			refusal
		});
	for (const method of ['OPTIONS', 'PROPFIND', 'MKCOL', 'LOCK', 'PURGE', 'SEARCH'])
		attack(method, { sends: () => wherever(method, isApi), refusal });
});

describe('a page refuses', () => {
	const isPage = (path: string) => !isApi(path) && methodsAt(path).includes('GET');
	for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'REPORT'])
		attack(method, { sends: () => wherever(method, isPage), refusal: [405] });
});

describe('nothing is mirrored, and nothing is a proxy: refused is', () => {
	attack('TRACE, which would show the cookie to a script', {
		sends: async () => [await ask('TRACE', '/sign-in'), await ask('TRACE', '/')],
		refusal: [405]
	});
	attack('TRACE of the API', {
		sends: () => wherever('TRACE', isApi),
		refusal: [405, 'request.method_not_allowed']
	});
	attack('CONNECT to another machine', {
		sends: async () => {
			const target = `127.0.0.1:${server.port}`;
			const head = `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`;
			return sendRaw(server.port, `${head}GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`);
		},
		refusal: [405]
	});
});

describe('a request is what its method says, whatever else it names by', () => {
	const read = ({ status }: Answer) => expect(status).toBe(200);
	const asked = (path: string, headers = {}) => ({
		sends: async () => [await victim.get(path, { origin, ...headers })],
		refusal: read
	});
	for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
		attack(name, asked('/api/v1/session', { [name]: 'DELETE' }));
	attack('_method in the query', asked('/api/v1/session?_method=DELETE'));
	attack('an action in the query of a page that is read', asked('/security?/endOthers'));
	attack('_method in a form', {
		sends: async () => [await victim.form('/profile?/name', { _method: 'DELETE' })],
		refusal: [400]
	});
});
