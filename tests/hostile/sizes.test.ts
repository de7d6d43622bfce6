/** Bodies, heads and forms that are too large, or not as large as they say. */
import { describe, expect } from 'vitest';

import { attacksOn } from './support/attack.ts';
import { cookieHeader } from './support/browser.ts';
import { sendRaw, type Answer, type Headers } from './support/http.ts';
import { filled, isForm, takers, unsafeRoutes, type Route } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { origin, server, victim } = world;
const attack = attacksOn(world);

const TOO_MUCH = 64 * 1024 + 1;
const FORM = 'application/x-www-form-urlencoded';

/** Pages that ask who is not signed in to sign in, whatever is sent. */
const isForSignedIn = ({ group, path }: Pick<Route, 'group' | 'path'>): boolean =>
	group !== 'door' || path.startsWith('/device');

const give = (
	to: Pick<Route, 'method' | 'path' | 'group'>,
	body: string | Uint8Array,
	headers: Headers = {}
) =>
	(isForSignedIn(to) ? victim : world.browser()).send({
		method: to.method,
		path: filled(to),
		headers: { origin, accept: 'text/html', 'content-type': 'application/json', ...headers },
		body
	});
const everywhere = (body: string, headers?: Headers) => async (): Promise<readonly Answer[]> => {
	const answers: Answer[] = [];
	for (const to of takers) answers.push(await give(to, body, headers));
	return answers;
};

describe('the API refuses a body', () => {
	const refusal = [413, 'request.too_large'] as const;
	const long = JSON.stringify({ identifier: 'x'.repeat(TOO_MUCH) });
	attack('that is one byte too large', { sends: everywhere(' '.repeat(TOO_MUCH)), refusal });
	attack('that is too large, in chunks', {
		sends: everywhere(long, { 'transfer-encoding': 'chunked' }),
		refusal
	});
	attack('that says it is of ten million bytes', {
		sends: () =>
			Promise.all(
				takers.map((to) =>
					sendRaw(
						server.port,
						[
							`${to.method} ${filled(to)} HTTP/1.1`,
							'Host: a',
							`Origin: ${origin}`,
							`Cookie: ${cookieHeader(victim.cookies)}`,
							'Content-Type: application/json',
							'Content-Length: 10000000',
							'Connection: close',
							'',
							'{'
						].join('\r\n')
					)
				)
			).then((all) => all.flat()),
		refusal: ({ status, body }) => {
			expect(status).toBe(413);
			expect(body).toContain('request.too_large');
		}
	});
	attack('that is packed, as a bomb would be', {
		sends: everywhere('\x1f\x8b\x08', { 'content-encoding': 'gzip' }),
		refusal: [400, 'request.malformed']
	});
});

/** Forms that take fields. Signing out takes none, and is not hindered by any. */
const forms = unsafeRoutes.filter((route) => isForm(route) && route.path !== '/sign-out');
const fill =
	(body: string | Uint8Array, headers: Headers = {}) =>
	async () => {
		const answers: Answer[] = [];
		for (const form of forms)
			answers.push(await give(form, body, { 'content-type': FORM, ...headers }));
		return answers;
	};
const refusal = ({ status, cookies, sent }: Answer): void => {
	expect(status >= 400 && status < 500, `${sent.path} ${status}`).toBe(true);
	expect(cookies.filter((cookie) => !cookie.startsWith('latchkey-attempt='))).toEqual([]);
};

describe('every form refuses', () => {
	const bodies: Readonly<Record<string, string | Uint8Array>> = {
		'a field that it does not know': 'isAdmin=true',
		'a field twice': 'label=a&label=b&displayName=a&displayName=b&identifier=a&identifier=b',
		'a byte that is never UTF-8, in escapes': 'identifier=%ff&label=%ff&displayName=%ff&email=%ff',
		'an overlong slash, in escapes': 'identifier=%c0%af&label=%c0%af&password=%c0%af',
		'half a surrogate pair, in escapes': 'identifier=%ed%a0%80&label=%ed%a0%80&answer=%ed%a0%80',
		'a field as a list': 'label[]=a&identifier[]=b',
		'a field as an object': 'label[a]=b&identifier[$ne]=',
		'the field __proto__': '__proto__=x&constructor=y',
		'the field __proto__ of an object': '__proto__[isAdmin]=true',
		'ten thousand fields': 'a=b&'.repeat(10_000),
		'a field of sixty thousand characters': `label=${'x'.repeat(60_000)}`,
		'too large a body': `label=${'x'.repeat(TOO_MUCH)}`,
		'bytes that are not UTF-8': Buffer.from([0x61, 0x3d, 0xff]),
		'a NUL': 'label=x%00y',
		'nothing but signs': '&&&===&&&'
	};
	for (const [name, body] of Object.entries(bodies)) attack(name, { sends: fill(body), refusal });

	const types = [
		'application/json',
		'text/plain',
		'multipart/form-data; boundary=x',
		'text/html',
		''
	];
	for (const type of types)
		attack(`its fields as “${type}”`, {
			sends: fill('label=x', { 'content-type': type, accept: 'text/html' }),
			refusal
		});
});

describe('a head is refused', () => {
	const one = (headers: Headers, path = '/healthz') => ({
		sends: async () => [await victim.send({ path, headers })]
	});
	attack('with one line of sixteen thousand characters', {
		...one({ 'x-a': 'b'.repeat(17_000) }),
		refusal: [431]
	});
	attack('with a cookie of sixteen thousand characters', {
		...one({ cookie: `a=${'b'.repeat(17_000)}` }),
		refusal: [431]
	});
	attack('with sixteen thousand characters in many lines', {
		...one(Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x-${at}`, 'y'.repeat(60)]))),
		refusal: [431]
	});
	attack('with three thousand cookies', {
		...one({ cookie: 'a=b; '.repeat(3000) }, '/api/v1/session'),
		refusal: [401, 'sessions.required']
	});
	attack('that expects what there is not', { ...one({ expect: 'a-miracle' }), refusal: [417] });
});
