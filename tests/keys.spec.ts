/** The master key is replaced while people sign in. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { APIRequest } from 'playwright/test';

import { apiOf, codeAt, enrolApp, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import type { ServerProcess } from './support/server-process.ts';

interface KeyFacts {
	readonly id: string;
	readonly standing: string;
	readonly values: number;
}

async function enrolled(request: APIRequest, server: ServerProcess) {
	const context = await request.newContext();
	const person = newPerson();
	const api = apiOf(context, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await context.dispose();
	return { person, secret };
}

async function signIn(
	request: APIRequest,
	server: ServerProcess,
	{ person, secret }: Awaited<ReturnType<typeof enrolled>>
): Promise<boolean> {
	const context = await request.newContext();
	const api = apiOf(context, server);
	const { username: identifier, password } = person;
	const given = { identifier, password };
	const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', given);
	// The code of enrolling is used; a restart puts the clock back.
	await server.advance(120_000);
	const answer = await codeAt(secret, server.now());
	const { verified } = await api.post<{ verified: boolean }>(`/challenges/${challenge.id}/answer`, {
		method: 'totp',
		answer
	});
	await context.dispose();
	return verified;
}

const status = async (server: ServerProcess) =>
	JSON.parse((await server.latchkey(['keys', 'status', '--json'])).out) as KeyFacts[];

test('a rotation of the key file loses nothing while the server runs, nor after the old key is gone', async ({
	playwright,
	server
}) => {
	test.setTimeout(120_000);
	const file = join(server.folder, 'data/master.key');
	const before = await readFile(file, 'utf8');
	const early = await enrolled(playwright.request, server);
	const rotating = server.latchkey(['keys', 'rotate']);
	const meanwhile = await enrolled(playwright.request, server);
	const rotated = await rotating;
	expect(rotated.code, rotated.notes).toBe(0);

	const lines = (await readFile(file, 'utf8')).trim().split('\n');
	expect(lines).toHaveLength(before.trim().split('\n').length + 1);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	const secrets = lines.map((line) => line.split(':')[1] ?? '');
	for (const secret of secrets) expect(rotated.out + rotated.notes).not.toContain(secret);

	const late = await enrolled(playwright.request, server);
	expect(await signIn(playwright.request, server, early)).toBe(true);
	// What was written under the old key in between comes along in a second run, which makes no other key.
	if ((await status(server)).some(({ standing, values }) => standing === 'opens' && values > 0))
		await server.latchkey(['keys', 'rotate']);
	const [newest, old] = await status(server);
	expect(newest).toMatchObject({ standing: 'seals' });
	expect(old).toMatchObject({ standing: 'opens', values: 0 });

	expect((await server.latchkey(['keys', 'forget', newest?.id ?? '', '--now'])).code).toBe(1);
	expect((await server.latchkey(['keys', 'forget', old?.id ?? ''])).code).toBe(1);
	expect((await server.latchkey(['keys', 'forget', old?.id ?? '', '--now'])).code).toBe(0);
	expect(await readFile(file, 'utf8')).not.toContain(before.trim());
	expect(await signIn(playwright.request, server, meanwhile)).toBe(true);
	await server.restart();
	expect(await signIn(playwright.request, server, late)).toBe(true);
});

test('keys of a setting: both lists are printed on request alone, and then what is stored follows', async ({
	playwright,
	server
}) => {
	test.setTimeout(120_000);
	const person = await enrolled(playwright.request, server);
	const held = (await readFile(join(server.folder, 'data/master.key'), 'utf8')).trim();
	const current = held.replaceAll('\n', ',');
	const rotate = (keys: string, ...flags: string[]) =>
		server.latchkey(['keys', 'rotate', ...flags], { LATCHKEY_MASTER_KEYS: keys });

	const unasked = await rotate(current);
	expect(unasked).toMatchObject({ code: 0, out: '' });
	expect(unasked.notes).not.toMatch(/[\w-]{43}/);
	const asked = await rotate(current, '--print');
	const lists = [...asked.out.matchAll(/^LATCHKEY_MASTER_KEYS=(\S+)$/gm)].map(([, list]) => list);
	const made = lists[0]?.split(',').at(-1) ?? '';
	expect(lists).toEqual([`${current},${made}`, `${made},${current}`]);
	expect(asked.notes).not.toContain(made.split(':')[1]);

	const run = await rotate(`${made},${current}`);
	expect(run.code, run.notes).toBe(0);
	expect(run.out).toMatch(/^[1-9]\d* values/);
	// The server here was not told: its key file is not what the setting says. Put it all back.
	const back = await rotate(`${current},${made}`);
	expect(back.code, back.notes).toBe(0);
	expect(await signIn(playwright.request, server, person)).toBe(true);
});

test('values whose key is gone are found', async ({ playwright, server }) => {
	await enrolled(playwright.request, server);
	const other = (
		await server.latchkey(['keys', 'rotate', '--print'], {
			LATCHKEY_MASTER_KEYS: (await readFile(join(server.folder, 'data/master.key'), 'utf8'))
				.trim()
				.replaceAll('\n', ',')
		})
	).out;
	const [, made = ''] = /=\S*,(\S+)$/m.exec(other) ?? [];
	const ran = await server.latchkey(['keys', 'status', '--json'], { LATCHKEY_MASTER_KEYS: made });
	expect(ran.code).toBe(1);
	expect(JSON.parse(ran.out)).toContainEqual(expect.objectContaining({ standing: 'lost' }));
});
