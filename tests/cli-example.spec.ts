/** The command-line tool as its README starts it: it is signed in from a browser, and remembers it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { apiOf, newPerson } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';

const FOLDER = resolve('examples/cli');
const WHOAMI = { id: 'whoami', name: 'Who am I', grants: ['device_code', 'refresh_token'] };

const test = base.extend<{ home: string }>({
	environment: [{ LATCHKEY_CLIENTS: JSON.stringify([WHOAMI]) }, { scope: 'worker' }],

	home: async ({}, use) => {
		const home = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
		await use(home);
		await rm(home, { recursive: true });
	}
});

// It polls at the pace that it is told.
test.describe.configure({ timeout: 90_000 });

interface Place {
	readonly home: string;
	readonly server: { readonly origin: string };
}

function run({ home, server }: Place, ...args: readonly string[]) {
	const { PATH = '', HOME = '' } = process.env;
	const child = spawn('npm', ['--silent', '--prefix', FOLDER, 'start', ...args], {
		env: { PATH, HOME, LATCHKEY_URL: server.origin, XDG_CONFIG_HOME: home },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const said = { out: '', notes: '' };
	child.stdout.setEncoding('utf8').on('data', (some: string) => (said.out += some));
	child.stderr.setEncoding('utf8').on('data', (some: string) => (said.notes += some));
	const closed = once(child, 'close');
	return {
		said,
		async end() {
			await closed;
			return { code: child.exitCode, ...said };
		}
	};
}

test('it shows a code, is allowed in a browser, says who it is for, and need not ask again', async ({
	page,
	server,
	home
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const first = run({ home, server });
	await expect.poll(() => first.said.notes, { timeout: 30_000 }).toMatch(/user_code=\S+/);
	const [, address = '', code = ''] = /open (\S+user_code=(\S+))/.exec(first.said.notes) ?? [];
	await page.goto(address);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in Who am I on a device?');
	await expect(page.getByText(code)).toBeVisible();
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Go back to the device');
	const name = new RegExp(`^${person.username}\nin no group\n$`);
	expect(await first.end()).toMatchObject({ code: 0, out: expect.stringMatching(name) });

	const file = join(home, 'latchkey-whoami', 'refresh-token');
	expect((await stat(file)).mode & 0o077).toBe(0);
	const before = await readFile(file, 'utf8');
	const second = await run({ home, server }).end();
	expect(second).toMatchObject({ code: 0, notes: '', out: expect.stringMatching(name) });
	const token = await readFile(file, 'utf8');
	expect(token).not.toBe(before);

	const left = await run({ home, server }, 'sign-out').end();
	expect(left).toMatchObject({ code: 0, out: 'Signed out.\n' });
	const refused = await page.request.post(`${server.origin}/oauth2/token`, {
		form: { grant_type: 'refresh_token', client_id: 'whoami', refresh_token: token }
	});
	expect(refused.status()).toBe(400);
});

test('what is not allowed is said in words', async ({ page, server, home }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const tool = run({ home, server });
	await expect.poll(() => tool.said.notes, { timeout: 30_000 }).toMatch(/user_code=\S+/);
	const [, address = ''] = /open (\S+user_code=\S+)/.exec(tool.said.notes) ?? [];
	await page.goto(address);
	await page.getByRole('button', { name: 'Don’t allow' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('It was not signed in');
	expect(await tool.end()).toMatchObject({
		code: 1,
		out: '',
		notes: expect.stringMatching(/declined/)
	});
});
