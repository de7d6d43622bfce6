/** A backup of the running service, taken into a database of the other kind: people go on there as they were. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { APIRequest } from 'playwright/test';

import { apiOf, codeAt, enrolApp, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import { createServerProcess, freePort, type ServerProcess } from './support/server-process.ts';
import { openFreshStores } from './support/stores.ts';

interface Verdict {
	readonly verified: boolean;
}

interface Elsewhere {
	readonly process: ServerProcess;
	remove(): Promise<void>;
}

/** A server that has never run, on stores of the other kind, with the same master key. */
async function openElsewhere(
	from: 'embedded' | 'redis-postgres',
	keys: string
): Promise<Elsewhere> {
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-elsewhere-'));
	const port = await freePort();
	const kind = from === 'embedded' ? 'redis-postgres' : 'embedded';
	const fresh = await openFreshStores(kind, 20 + test.info().parallelIndex);
	const environment = {
		LATCHKEY_ORIGIN: `http://localhost:${port}`,
		LATCHKEY_MASTER_KEYS: keys,
		LATCHKEY_THROTTLE_SCALE: '1000',
		...fresh.environment
	};
	const server = createServerProcess({ folder, environment, port });
	const remove = async () => {
		await server.stop();
		await fresh.remove();
		await rm(folder, { recursive: true });
	};
	return { process: server, remove };
}

type Person = ReturnType<typeof newPerson>;

async function withCode(
	request: APIRequest,
	{ server, person, answer }: { server: ServerProcess; person: Person; answer: string }
): Promise<boolean> {
	const context = await request.newContext();
	const api = apiOf(context, server);
	const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', {
		identifier: person.username,
		password: person.password
	});
	const given = { method: 'totp', answer };
	const { verified } = await api.post<Verdict>(`/challenges/${challenge.id}/answer`, given);
	await context.dispose();
	return verified;
}

async function withRecoveryCode(
	request: APIRequest,
	{ server, person, code }: { server: ServerProcess; person: Person; code: string }
): Promise<boolean> {
	const context = await request.newContext();
	const { username: identifier, password } = person;
	const given = { identifier, password, code };
	const response = await apiOf(context, server).send('POST', '/recovery', given);
	await context.dispose();
	return response.ok();
}

/** People sign up one after the other, until it is over. */
async function load(request: APIRequest, server: ServerProcess) {
	const acknowledged: string[] = [];
	let isOver = false;
	const signUps = async () => {
		while (!isOver) {
			const context = await request.newContext();
			const person = newPerson();
			await apiOf(context, server).post('/accounts', person);
			acknowledged.push(person.username);
			await context.dispose();
		}
	};
	const working = Promise.all([signUps(), signUps()]);
	await expect.poll(() => acknowledged.length).toBeGreaterThan(1);
	return {
		before: [...acknowledged],
		async end() {
			isOver = true;
			await working;
		}
	};
}

test('accounts go on in the other kind of database, and used codes stay used', async ({
	playwright,
	request,
	server,
	stores
}) => {
	// Several processes start, one after the other.
	test.setTimeout(120_000);
	const person = newPerson();
	const api = apiOf(request, server);
	await api.post('/accounts', person);
	const now = server.now();
	const { secret, recoveryCodes } = await enrolApp(api, now);
	const [used = '', unused = ''] = recoveryCodes;
	const usedCode = await codeAt(secret, new Date(now.getTime() + 30_000));
	const here = { server, person };
	expect(await withCode(playwright.request, { ...here, answer: usedCode })).toBe(true);
	expect(await withRecoveryCode(playwright.request, { ...here, code: used })).toBe(true);

	const invited = await server.latchkey(['invitations', 'create', '--role', 'admin']);
	const others = await load(playwright.request, server);
	const file = join(server.folder, `backup-${now.getTime()}`);
	const made = await server.latchkey(['backup', file]);
	await others.end();
	expect(made.code, made.notes).toBe(0);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	const keys = (await readFile(join(server.folder, 'data/master.key'), 'utf8')).trim();
	expect(made.out + made.notes).not.toContain(keys.split(':')[1]);
	expect((await server.latchkey(['backup', file])).code).toBe(1);

	const elsewhere = await openElsewhere(stores, keys);
	try {
		const there = elsewhere.process;
		const ran = await there.latchkey(['restore', file]);
		expect(ran.code, ran.notes).toBe(0);
		const verified = await there.latchkey(['audit', 'verify']);
		expect(verified.code, verified.out).toBe(0);
		await there.start();
		// However long it took: the code that was used is still the one of the moment.
		await there.advance(now.getTime() + 30_000 - there.now().getTime());
		const again = { server: there, person };
		expect(await withCode(playwright.request, { ...again, answer: usedCode })).toBe(false);
		await there.advance(60_000);
		const next = await codeAt(secret, there.now());
		expect(await withCode(playwright.request, { ...again, answer: next })).toBe(true);
		expect(await withRecoveryCode(playwright.request, { ...again, code: used })).toBe(false);
		expect(await withRecoveryCode(playwright.request, { ...again, code: unused })).toBe(true);

		// Whoever was acknowledged before the backup began is in it.
		const context = await playwright.request.newContext();
		for (const username of others.before) {
			const given = { identifier: username, password: person.password };
			await apiOf(context, there).post('/sign-in/password', given);
		}
		await context.dispose();

		// What is there now is not overwritten unasked, and everybody is signed out when it is.
		const kept = await playwright.request.newContext();
		await apiOf(kept, there).post('/accounts', newPerson());
		expect((await kept.get(`${there.origin}/api/v1/session`)).status()).toBe(200);
		const refused = await there.latchkey(['restore', file]);
		expect(refused.code).toBe(1);
		expect(refused.notes).toContain('--replace');
		expect((await kept.get(`${there.origin}/api/v1/session`)).status()).toBe(200);
		const replaced = await there.latchkey(['restore', file, '--replace']);
		expect(replaced.code, replaced.notes).toBe(0);
		expect(replaced.notes).toContain('accounts disable');
		expect((await kept.get(`${there.origin}/api/v1/session`)).status()).toBe(401);
		const invitation = new URL(invited.out.trim()).searchParams.get('invitation') ?? '';
		const revived = await apiOf(kept, there).send('POST', '/accounts', {
			...newPerson(),
			invitation
		});
		expect(await revived.json()).toMatchObject({ code: 'accounts.invitation_invalid' });
		expect((await there.latchkey(['audit', 'verify'])).code).toBe(0);
		await kept.dispose();
	} finally {
		await elsewhere.remove();
	}
});
