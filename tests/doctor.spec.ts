/** The operator's check, on a healthy installation and on some that are broken. */
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';

import { createClient } from 'redis';

import { expect, test } from './support/fixtures.ts';
import { freePort, type Ran, type ServerProcess } from './support/server-process.ts';

// Each examination is a process of its own.
test.describe.configure({ timeout: 120_000 });

// Tests before may have moved its clock.
test.beforeEach(({ server }) => server.restart());

interface Found {
	readonly check: string;
	readonly verdict: string;
	readonly saw: string;
	readonly fix?: string;
}

const read = ({ out }: Ran) => JSON.parse(out) as readonly Found[];

const examine = async (server: ServerProcess, own: Readonly<Record<string, string>> = {}) => {
	const ran = await server.latchkey(['doctor', '--json'], own);
	return { ...ran, found: read(ran) };
};

const about = (found: readonly Found[], check: string) =>
	found.filter((each) => each.check === check);

/** The databases of the tests wait for no disk, which is to be said of them. */
const UNSAFE = {
	embedded: [],
	'redis-postgres': ['fsync', 'full_page_writes', 'synchronous_commit']
};

const wrong = (found: readonly Found[]) =>
	found.filter(({ verdict }) => verdict === 'wrong').map(({ saw }) => saw.split(' ')[0]);

test('a healthy installation is fine, in words and in JSON', async ({ server, stores }) => {
	const { code, found, notes } = await examine(server);
	expect(wrong(found)).toEqual(UNSAFE[stores]);
	const expected = UNSAFE[stores].length === 0 ? 0 : 1;
	expect({ code, notes }).toEqual({ code: expected, notes: '' });
	const fine = found.filter(({ verdict }) => verdict === 'fine').map(({ check }) => check);
	expect(fine).toEqual(
		expect.arrayContaining(['origin', 'RP ID', 'proxy', 'clock', 'master keys'])
	);
	const inWords = await server.latchkey(['doctor']);
	expect(inWords.code).toBe(expected);
	expect(inWords.out).toMatch(
		/^✓ origin +http:\/\/localhost:\d+, where this installation answers$/m
	);
});

test('a stranger who asks for the self-check hears what everybody hears', async ({
	request,
	server
}) => {
	const headers = { 'x-latchkey-self-check': `${'A'.repeat(24)}.${'A'.repeat(43)}` };
	const answer = await request.get(`${server.origin}/healthz`, { headers });
	expect(await answer.text()).toBe('alive');
});

test('a server that does not run is no fault, and says what was left out', async ({
	server,
	stores
}) => {
	const port = String(await freePort());
	const { found } = await examine(server, {
		PORT: port,
		LATCHKEY_ORIGIN: `http://localhost:${port}`
	});
	expect(wrong(found)).toEqual(UNSAFE[stores]);
	expect(about(found, 'origin')).toMatchObject([{ verdict: 'skipped' }]);
	expect(about(found, 'proxy')).toMatchObject([{ verdict: 'skipped' }]);
});

test('another installation at the origin is told from this one', async ({ server }) => {
	const other = `other:${randomBytes(32).toString('base64url')}`;
	const { code, found } = await examine(server, { LATCHKEY_MASTER_KEYS: other });
	expect(code).toBe(1);
	expect(about(found, 'origin')).toMatchObject([{ verdict: 'wrong' }]);
});

test('an RP ID of another domain and a key file for everybody are said with their remedy', async ({
	server
}) => {
	const domain = await examine(server, { LATCHKEY_RP_ID: 'example.com' });
	expect(domain.code).toBe(1);
	expect(about(domain.found, 'RP ID')).toMatchObject([{ verdict: 'wrong' }]);

	const file = join(server.folder, 'data/master.key');
	await chmod(file, 0o644);
	const opened = await examine(server).finally(() => chmod(file, 0o600));
	expect(opened.code).toBe(1);
	expect(about(opened.found, 'data folder')[0]?.fix).toContain(`chmod 600`);
});

test('a Redis that cannot be reached is wrong, and what it was to be asked with is not said', async ({
	server
}) => {
	const url = `redis://:hunter2@127.0.0.1:${await freePort()}`;
	const { code, found, out, notes } = await examine(server, { REDIS_URL: url });
	expect(code).toBe(1);
	expect(about(found, 'Redis')).toMatchObject([
		{ verdict: 'wrong', saw: expect.stringContaining('ECONNREFUSED') }
	]);
	expect(out + notes).not.toContain('hunter2');
});

test('a Redis that drops what it was given when it is full is wrong', async ({ server }) => {
	const REDIS_URL = process.env['TEST_REDIS_URL'] ?? '';
	const client = createClient({ url: REDIS_URL });
	await client.connect();
	const policy = (name: string) => client.configSet('maxmemory-policy', name);
	const { 'maxmemory-policy': before = '' } = await client.configGet('maxmemory-policy');
	await policy('allkeys-lru');
	const { code, found } = await examine(server, { REDIS_URL }).finally(() => policy(before));
	client.destroy();
	expect(code).toBe(1);
	expect(about(found, 'Redis')).toContainEqual(expect.objectContaining({ verdict: 'wrong' }));
});

test('a server whose clock is wrong is found', async ({ server }) => {
	await server.advance(45_000);
	const { code, found } = await examine(server).finally(() => server.advance(-45_000));
	expect(code).toBe(1);
	expect(about(found, 'clock')).toMatchObject([
		{ verdict: 'wrong', saw: expect.stringContaining('45 s ahead') }
	]);
});
