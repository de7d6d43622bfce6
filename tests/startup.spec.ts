/** A server with settings that it must not run with says all that is wrong, and ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { expect, test } from 'playwright/test';

const entry = resolve('build/server/main.js');

let folder: string;

test.beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'latchkey-startup-'));
});
test.afterEach(() => rm(folder, { recursive: true }));

async function start(settings: Record<string, string>) {
	const { PATH = '' } = process.env;
	const child = spawn(process.execPath, [entry], { cwd: folder, env: { PATH, ...settings } });
	const [out, errors] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close')
	]);
	return { code: child.exitCode, out, errors };
}

test('every bad, weak or missing setting is named at once, with what works, and no secret', async () => {
	const secrets = ['hunter2hunter2', 'A'.repeat(43), 'opensesame'];
	const bad = {
		PORT: 'none',
		LATCHKEY_ORIGIN: 'http://id.example.org',
		LATCHKEY_MASTER_KEYS: `2026-11:${secrets[1]}`,
		LATCHKEY_TRUSTED_PROXIES: '0.0.0.0/0,::/0',
		REDIS_URL: `redis://:${secrets[0]}@redis.example.org`,
		DATABASE_URL: `postgres://latchkey:${secrets[0]}@192.0.2.1/latchkey`,
		SMTP_URL: `smtp://me:${secrets[2]}@mail.example.org`,
		LATCHKEY_THROTTLE_SCALE: 'wide',
		LATCHKEY_SIGNUP: secrets[2] ?? ''
	};
	const { code, out, errors } = await start(bad);
	expect({ code, out }).toEqual({ code: 1, out: '' });
	// A mail server is fine by itself; what is missing is the address that mail is from.
	const wrong = Object.keys(bad).filter((name) => name !== 'SMTP_URL');
	for (const name of [...wrong, 'LATCHKEY_MAIL_FROM']) {
		expect(errors).toMatch(
			new RegExp(`^  ${name} .*\\. (Example: \\S|Did you mean LATCHKEY_SIGN_UP)`, 'm')
		);
	}
	for (const secret of secrets) expect(errors).not.toContain(secret);
	expect(await readdir(folder)).toEqual([]);
});

for (const [what, path, mode, remedy] of [
	['a data folder that others read', 'data', 0o755, 'chmod 700'],
	['a key file that others read', 'data/master.key', 0o644, 'chmod 600']
] as const)
	test(`${what} is refused, together with the rest`, async () => {
		await mkdir(join(folder, 'data'), { mode: 0o700 });
		await writeFile(join(folder, 'data/master.key'), '', { mode: 0o600 });
		await chmod(join(folder, path), mode);
		const { code, errors } = await start({ LATCHKEY_RP_ID: 'org' });
		expect(code).toBe(1);
		expect(errors).toMatch(new RegExp(`LATCHKEY_DATA_DIR .*${remedy}`));
		expect(errors).toContain('LATCHKEY_RP_ID');
	});

test('a key file that holds no random key is refused and not shown', async () => {
	await mkdir(join(folder, 'data'), { mode: 0o700 });
	const key = Buffer.from('correct horse battery staple 123').toString('base64url');
	await writeFile(join(folder, 'data/master.key'), `mine:${key}\n`, { mode: 0o600 });
	const { code, errors } = await start({});
	expect(code).toBe(1);
	expect(errors).toContain('not random');
	expect(errors).not.toContain(key);
});
