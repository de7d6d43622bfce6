/** Who we are and who is calling are not for a request to say, unless a proxy is trusted. ASVS 5.0 4.1.3. */
import { describe, expect, test } from 'vitest';

import { attacksOn, withoutTrace } from './support/attack.ts';
import { done } from './support/browser.ts';
import type { Headers } from './support/http.ts';
import { openWorld } from './support/world.ts';

const EVIL = 'evil.example';
const ADDRESS = '198.51.100.66';

const claims: Readonly<Record<string, Headers>> = {
	'Host of another site': { host: EVIL },
	'Host with another port': { host: 'localhost:1' },
	'Host with a user': { host: `localhost@${EVIL}` },
	'Host with a path': { host: `${EVIL}/localhost` },
	'Host with a script': { host: `"><script>alert(1)</script>${EVIL}` },
	'Host that is empty': { host: '' },
	'X-Forwarded-Host': { 'x-forwarded-host': EVIL },
	'X-Forwarded-Host as a list': { 'x-forwarded-host': `localhost, ${EVIL}` },
	'X-Forwarded-Proto': { 'x-forwarded-proto': 'https' },
	'X-Forwarded-Port': { 'x-forwarded-port': '666' },
	'X-Forwarded-Prefix': { 'x-forwarded-prefix': `//${EVIL}` },
	'X-Forwarded-Server': { 'x-forwarded-server': EVIL },
	'X-Forwarded-For': { 'x-forwarded-for': ADDRESS },
	'X-Forwarded-For twice': { 'x-forwarded-for': [ADDRESS, ADDRESS] },
	Forwarded: { forwarded: `for=${ADDRESS};host=${EVIL};proto=https` },
	'X-Real-IP': { 'x-real-ip': ADDRESS },
	'X-Client-IP': { 'x-client-ip': ADDRESS, 'client-ip': ADDRESS, 'x-cluster-client-ip': ADDRESS },
	'True-Client-IP': {
		'true-client-ip': ADDRESS,
		'cf-connecting-ip': ADDRESS,
		'fastly-client-ip': ADDRESS
	},
	'X-Host': { 'x-host': EVIL, 'x-original-host': EVIL, 'x-http-host-override': EVIL },
	'X-Original-URL': {
		'x-original-url': '/api/v1/openapi.json',
		'x-rewrite-url': '/api/v1/openapi.json'
	},
	'our own private headers': {
		'x-latchkey-host': EVIL,
		'x-latchkey-protocol': 'https',
		'x-latchkey-address': ADDRESS
	},
	'our own private headers twice': {
		'x-latchkey-host': [EVIL, EVIL],
		'x-latchkey-address': [ADDRESS, ADDRESS]
	},
	'Kit’s private headers': {
		'x-sveltekit-pathname': '/admin',
		'x-sveltekit-search': `?a=${EVIL}`,
		'x-sveltekit-action': 'true'
	}
};

const PATHS = [
	'/',
	'/sign-in',
	'/api/v1/session',
	'/.well-known/webauthn',
	'/.well-known/passkey-endpoints',
	'/.well-known/change-password',
	'/security',
	'/nothing'
];

async function describeClaims(
	name: string,
	environment: Readonly<Record<string, string>>,
	mayNameAddress: readonly string[] = []
) {
	describe(name, async () => {
		const world = await openWorld({ environment });
		const { browser, victim } = world;

		test.each(Object.entries(claims))('%s changes nothing', async (_, headers) => {
			await withoutTrace(world, async () => {
				for (const path of PATHS)
					for (const who of [browser(), victim]) {
						const [plain, claimed] = [await who.get(path), await who.get(path, headers)];
						expect(claimed.status, path).toBe(plain.status);
						expect(claimed.headers.location, path).toBe(plain.headers.location);
						expect(claimed.cookies, path).toEqual([]);
						expect(`${claimed.body}${JSON.stringify(claimed.headers)}`, path).not.toContain(EVIL);
					}
			});
		});

		test.each(Object.entries(claims))('%s is no address', async (claim, headers) => {
			const { username: identifier, password } = victim;
			const own = browser();
			await done(
				own.send({
					method: 'POST',
					path: '/api/v1/sign-in/password',
					headers: { origin: world.origin, 'content-type': 'application/json', ...headers },
					body: JSON.stringify({ identifier, password })
				})
			);
			const { address } = await done(own.api('GET', '/session'));
			expect(address).toBe(mayNameAddress.includes(claim) ? ADDRESS : '127.0.0.1');
		});
	});
}

await describeClaims('without a proxy', {});
await describeClaims('behind a proxy that is trusted', { LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' }, [
	'X-Forwarded-For',
	'X-Forwarded-For twice'
]);

describe('a request is refused', async () => {
	const world = await openWorld();
	const attack = attacksOn(world);
	const { browser, origin, victim } = world;
	attack('that comes from the site that its Host names', {
		sends: async () => [
			await victim.send({
				method: 'POST',
				path: '/api/v1/step-up',
				headers: { host: EVIL, origin: `http://${EVIL}` }
			}),
			await victim.send({
				method: 'POST',
				path: '/api/v1/step-up',
				headers: { 'x-forwarded-host': EVIL, origin: `http://${EVIL}` }
			})
		],
		refusal: [403, 'request.cross_site']
	});
	attack('that names two hosts', {
		sends: async () => [
			await browser().send({ path: '/healthz', headers: { host: [EVIL, new URL(origin).host] } })
		],
		refusal: [400]
	});
});
