/** Secrets that are almost right, and right ones in the wrong place. ASVS 5.0 7.2.1. */
import { describe, expect, test } from 'vitest';

import { attacksOn } from './support/attack.ts';
import { json, type Answer, type Headers } from './support/http.ts';
import { filled, routes } from './support/routes.ts';
import { BOTH, openWorld } from './support/world.ts';

const flipped = (letter: string): string => (letter === 'A' ? 'B' : 'A');

/** Of the id and the secret that make a token. */
const tokens: Readonly<Record<string, (id: string, secret: string) => string>> = {
	'without its last character': (id, secret) => `${id}.${secret.slice(0, -1)}`,
	'without its first': (id, secret) => `${id}.${secret.slice(1)}`,
	'with one character more': (id, secret) => `${id}.${secret}A`,
	'with padding': (id, secret) => `${id}.${secret}=`,
	'with its last character changed': (id, secret) =>
		`${id}.${secret.slice(0, -1)}${flipped(secret.slice(-1))}`,
	'with its first changed': (id, secret) =>
		`${id}.${flipped(secret.slice(0, 1))}${secret.slice(1)}`,
	'in capitals': (id, secret) => `${id}.${secret.toUpperCase()}`,
	'in small letters': (id, secret) => `${id}.${secret.toLowerCase()}`,
	'in the other alphabet of base64': (id, secret) =>
		`${id}.${secret.replaceAll('-', '+').replaceAll('_', '/')}+`,
	'with a space in front': (id, secret) => `${id}. ${secret}`,
	'with a line break behind': (id, secret) => `${id}.${secret}%0a`,
	'with a NUL behind': (id, secret) => `${id}.${secret}%00`,
	encoded: (id, secret) => `${id}.%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}x`,
	twice: (id, secret) => `${id}.${secret}.${secret}`,
	'without the id': (_, secret) => secret,
	'without the point': (id, secret) => `${id}${secret}`,
	'before the id': (id, secret) => `${secret}.${id}`,
	'of another session with this id': (id) => `${id}.${'A'.repeat(43)}`,
	'with the id in place of it': (id) => `${id}.${id}`,
	'with nothing but the id': (id) => id,
	'with the id and a point': (id) => `${id}.`,
	'with an id in capitals': (id, secret) => `${id.toUpperCase()}.${secret}`,
	'with an id that has a star': (id, secret) => `${id.slice(0, -1)}*.${secret}`,
	'with an id that has a per cent sign': (id, secret) => `${id.slice(0, -1)}%25.${secret}`,
	'with an id of a store': (id, secret) => `lk:session:${id}.${secret}`,
	'with an id of ten thousand characters': (_, secret) => `ses_${'a'.repeat(10_000)}.${secret}`,
	'as JSON': (id, secret) => encodeURIComponent(JSON.stringify({ id, secret })),
	'that is empty': () => '',
	'of nobody': () => `ses_${'a'.repeat(22)}.${'b'.repeat(43)}`,
	'of the name of a property': () => '__proto__'
};

describe.each(BOTH)('on %s refused is a secret', async (stores) => {
	const world = await openWorld({ stores });
	const { browser, victim, origin } = world;
	const attack = attacksOn(world);
	const token = `${victim.cookies.get('latchkey')}`;
	const [id = '', secret = ''] = token.split('.');

	const guarded = routes.filter(
		({ group, path, method }) =>
			group === 'api' &&
			method === 'GET' &&
			!/openapi|challenges|v1\/(recovery|sign-in|phone|approvals|tokens)\//.test(path)
	);
	const everywhere = (headers: Headers, suffix = ''): Promise<readonly Answer[]> =>
		Promise.all(guarded.map((route) => browser().get(`${filled(route)}${suffix}`, headers)));

	for (const [name, make] of Object.entries(tokens))
		attack(name, {
			sends: async () => {
				const cookie = `latchkey=${make(id, secret)}`;
				const asked = await everywhere({ cookie });
				const headers = { cookie, origin };
				const unsafe = await browser().send({ method: 'POST', path: '/api/v1/step-up', headers });
				return [...asked, unsafe];
			},
			refusal: [401, 'sessions.required']
		});

	const elsewhere: Readonly<Record<string, Headers | string>> = {
		'as a bearer token': { authorization: `Bearer ${token}` },
		'as a password': { authorization: `Basic ${btoa(`latchkey:${token}`)}` },
		'as a cookie in Authorization': { authorization: `Cookie latchkey=${token}` },
		'in a header of the name': { latchkey: token },
		'in X-Session': { 'x-session': token, 'x-session-id': token, 'x-auth-token': token },
		'in Set-Cookie': { 'set-cookie': `latchkey=${token}` },
		'in Cookie2': { cookie2: `latchkey=${token}` },
		'in the query': `?latchkey=${token}`,
		'in the query as a token': `?token=${token}&session=${token}&access_token=${token}`,
		'in the path': `;latchkey=${token}`
	};
	for (const [name, where] of Object.entries(elsewhere))
		attack(`that is right, ${name}`, {
			sends: () => (typeof where === 'string' ? everywhere({}, where) : everywhere(where)),
			refusal: ({ status }) => expect([401, 404]).toContain(status)
		});

	test('no answer gives the secret back', async () => {
		const answers = await Promise.all(guarded.map((route) => victim.get(filled(route))));
		for (const { body, headers } of answers) {
			expect(body).not.toContain(secret);
			expect(JSON.stringify(headers)).not.toContain(secret);
		}
		expect(json(await victim.get('/api/v1/session')).id).toBe(id);
	});
});
