/** Clients that an operator registers while the service runs, on the command line. */
import { callFrom, expect, test } from './support/app.ts';

const BODY = { identifier: 'somebody', password: 'some words that nobody has' };
// Each runs commands, which are processes of their own.
test.describe.configure({ timeout: 120_000 });

/** Longer than processes take to look again. */
const soon = { timeout: 20_000 };

test('a client is registered, closed, opened and removed while processes run', async ({
	page,
	stranger,
	server
}) => {
	const second = await server.second();
	await page.goto(stranger.origin);
	const id = `shop-${process.pid}-${Date.now()}`;
	const codeAt = async ({ port }: { port: number }) => {
		const answered = await callFrom(page, `http://localhost:${port}/api/v1/sign-in/password`, {
			body: BODY,
			headers: { 'latchkey-client': id }
		});
		return answered?.code;
	};
	const expectEverywhere = async (code: string | undefined) => {
		for (const each of [server, second]) await expect.poll(() => codeAt(each), soon).toBe(code);
	};
	const run = async (...args: string[]) => {
		const ran = await server.latchkey(['clients', ...args]);
		expect(ran.code, ran.notes).toBe(0);
		return ran.out;
	};

	// The browser lets the page see nothing.
	expect(await codeAt(server)).toBeUndefined();
	await run('add', id, '--name', 'Shop', '--audience', 'shop', '--origin', stranger.origin);
	await expectEverywhere('sign_in.not_accepted');
	expect(JSON.parse(await run('show', id))).toMatchObject({
		id,
		name: 'Shop',
		origins: [stranger.origin],
		hasSecret: false,
		status: 'active'
	});
	expect(await run('list')).toContain(id);
	await run('disable', id);
	await expectEverywhere(undefined);
	await run('enable', id);
	await expectEverywhere('sign_in.not_accepted');
	await run('remove', id);
	await expectEverywhere(undefined);
	const again = await server.latchkey(['clients', 'add', id, '--audience', 'shop']);
	expect(again.code).toBe(1);
});

test('a secret is shown once, and what is wrong is said in words', async ({ server }) => {
	const id = `site-${process.pid}-${Date.now()}`;
	const add = ['clients', 'add', id, '--redirect-uri', 'https://site.example/back', '--json'];
	const wrong = await server.latchkey([...add, '--authentication', 'by_hand']);
	expect(wrong.code).toBe(1);
	const added = await server.latchkey([...add, '--authentication', 'client_secret_basic']);
	expect(added.code, added.notes).toBe(0);
	const { secret } = JSON.parse(added.out) as { secret: string };
	expect(secret).toMatch(/^[\w-]{43}$/);
	const rotated = await server.latchkey(['clients', 'rotate-secret', id, '--json']);
	expect((JSON.parse(rotated.out) as { secret: string }).secret).not.toBe(secret);
	const shown = await server.latchkey(['clients', 'show', id]);
	expect(shown.out).not.toContain('secretHash');
	expect(JSON.parse(shown.out)).toMatchObject({ hasSecret: true });
	const unknown = await server.latchkey(['clients', 'show', 'nobody']);
	expect(unknown.code).toBe(1);
});
