import { addAuthenticator } from './support/authenticator.ts';
import { expect, test } from './support/fixtures.ts';

test('the process says that it is alive and ready', async ({ request }) => {
	for (const path of ['/healthz', '/readyz']) {
		const response = await request.get(path);
		expect(response.status(), path).toBe(200);
		expect(response.headers()['cache-control']).toBe('no-store');
	}
});

test('a page answers, from the origin that is configured', async ({ page, server }) => {
	const response = await page.goto('/');
	expect(response?.status()).toBe(200);
	expect(new URL(page.url()).origin).toBe(server.origin);
	await expect(page).toHaveTitle(/\S/);
});

test('a client cannot name the origin', async ({ request, server }) => {
	const response = await request.post('/', {
		headers: {
			origin: 'http://evil.example',
			'x-latchkey-host': 'evil.example',
			'x-latchkey-protocol': 'http',
			host: new URL(server.origin).host
		},
		form: { a: '1' }
	});
	expect(response.status()).toBe(403);
});

test('SIGTERM ends the process cleanly', async ({ server }) => {
	expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
	expect(server.isRunning()).toBe(false);
});

test('SIGINT ends the process cleanly', async ({ server }) => {
	expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null });
});

test('it comes back after a clean end and after a crash', async ({ request, server }) => {
	await server.restart();
	expect((await request.get('/readyz')).status()).toBe(200);
	expect(await server.kill9()).toEqual({ code: null, signal: 'SIGKILL' });
	await server.start();
	expect((await request.get('/readyz')).status()).toBe(200);
});

test('a second process serves the same origin from another port', async ({ request, server }) => {
	const other = await server.second();
	expect(other.origin).not.toBe(server.origin);
	expect((await request.get(`${other.origin}/readyz`)).status()).toBe(200);
	expect(other.logs()).toContain(`ready at ${server.origin}`);
});

test('a virtual authenticator answers a ceremony', async ({ page }) => {
	// A page without autofill, which would have a ceremony under way.
	await page.goto('/recover');
	const authenticator = await addAuthenticator(page);
	const isCreated = await page.evaluate(async () => {
		const created = await navigator.credentials.create({
			publicKey: {
				challenge: new Uint8Array(32),
				rp: { name: 'smoke', id: 'localhost' },
				user: { id: new Uint8Array(16), name: 'smoke', displayName: 'smoke' },
				pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
				authenticatorSelection: { userVerification: 'required', residentKey: 'required' }
			}
		});
		return created?.type === 'public-key';
	});
	expect(isCreated).toBe(true);
	expect(await authenticator.credentials()).toHaveLength(1);
	await authenticator.remove();
});
