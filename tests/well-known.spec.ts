import { expect, test } from './support/fixtures.ts';

test('password managers and browsers find what they look for', async ({ request, server }) => {
	const { origin } = server;
	const webauthn = await request.get('/.well-known/webauthn');
	expect(webauthn.headers()['content-type']).toContain('application/json');
	expect(await webauthn.json()).toEqual({ origins: [origin] });

	const passkeys = await request.get('/.well-known/passkey-endpoints');
	expect(await passkeys.json()).toEqual({
		enroll: `${origin}/security/passkeys`,
		manage: `${origin}/security`
	});

	const password = await request.get('/.well-known/change-password', { maxRedirects: 0 });
	expect(password.status()).toBe(302);
	expect(password.headers()['location']).toBe('/security/password');
});

test('a path that is nowhere is nowhere, so that change-password can be believed', async ({
	request
}) => {
	const path = '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200';
	expect((await request.get(path)).status()).toBe(404);
});

test('the API describes itself, with the very limits that it keeps', async ({
	request,
	server
}) => {
	const response = await request.get('/api/v1/openapi.json');
	const api = (await response.json()) as {
		openapi: string;
		servers: { url: string }[];
		paths: Record<string, Record<string, { requestBody?: object; security?: object }>>;
	};
	expect(api.openapi).toBe('3.1.0');
	expect(api.servers).toEqual([{ url: server.origin }]);
	expect(Object.keys(api.paths)).toEqual(
		expect.arrayContaining([
			'/api/v1/accounts',
			'/api/v1/challenges/{id}/answer',
			'/api/v1/session',
			'/api/v1/sessions/{id}'
		])
	);
	const signIn = api.paths['/api/v1/sign-in/password']?.['post']?.requestBody;
	expect(JSON.stringify(signIn)).toContain('"required":["identifier","password"]');
	const ask = api.paths['/api/v1/approvals']?.['post'];
	expect(ask?.security).toEqual([{ application: [] }]);
	expect(JSON.stringify(ask?.requestBody)).toContain('"maximum":600');
});

test('answers carry the headers that keep a page to itself', async ({ request }) => {
	for (const path of ['/sign-in', '/security', '/nowhere', '/favicon.svg', '/api/v1/session']) {
		const headers = (await request.get(path, { maxRedirects: 0 })).headers();
		expect(headers, path).toMatchObject({
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY',
			'referrer-policy': 'same-origin',
			'cross-origin-opener-policy': 'same-origin'
		});
		expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
	}
});
