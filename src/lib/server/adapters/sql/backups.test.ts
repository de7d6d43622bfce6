/** Backups over the real databases: what goes in comes out, in either kind, or nothing happens at all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import type { Invitation } from '#lib/server/accounts/index.ts';
import { sampleAccount } from '#lib/server/accounts/account-store.contract.ts';
import { sampleApplication } from '#lib/server/applications/application-store.contract.ts';
import { createBackups, type ArchiveFile, type Whole } from '#lib/server/backup/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createSealer, newMasterKey, type MasterKey } from '#lib/server/sealing/index.ts';
import type { NewTransaction } from '#lib/server/transactions/ports.ts';
import { createWhole, openSql } from './index.ts';

const outside = { clock: systemClock, random: secureRandom };
const key = newMasterKey(secureRandom);
const sealerOf = (keys: readonly MasterKey[]) =>
	createSealer({ keys: () => keys, random: secureRandom });

interface Place {
	readonly dataDir: string;
	readonly databaseUrl?: string;
}

function sqlitePlace(): Place {
	const dataDir = mkdtempSync(join(tmpdir(), 'latchkey-backup-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	return { dataDir };
}

async function administer(statement: string): Promise<void> {
	const client = new pg.Client(process.env['TEST_DATABASE_URL']);
	await client.connect();
	await client.query(statement).finally(() => client.end());
}

async function postgresPlace(): Promise<Place> {
	const name = `backup_${Buffer.from(secureRandom.bytes(8)).toString('hex')}`;
	await administer(`create database ${name}`);
	onTestFinished(() => administer(`drop database ${name} with (force)`));
	const url = new URL(process.env['TEST_DATABASE_URL'] ?? '');
	url.pathname = `/${name}`;
	return { ...sqlitePlace(), databaseUrl: url.href };
}

const places = { SQLite: async () => sqlitePlace(), PostgreSQL: postgresPlace };

const wholeAt = (place: Place) =>
	createWhole({ ...place, clock: systemClock, sealer: sealerOf([key]) });

function backupsAt(place: Place, own: { keys?: readonly MasterKey[]; whole?: Whole } = {}) {
	const { keys = [key], whole = wholeAt(place) } = own;
	return createBackups({ ...outside, keys: () => keys, sealer: sealerOf(keys), whole });
}

async function open(place: Place) {
	const sql = await openSql({ ...place, clock: systemClock, sealer: sealerOf([key]) });
	onTestFinished(() => sql.close());
	return sql;
}

/** Some of everything, with characters that databases treat differently. */
async function fill(place: Place, count = 3) {
	const { stores } = await open(place);
	for (let at = 0; at < count; at += 1) {
		const account = sampleAccount();
		await stores.accounts.add(account);
		await stores.accounts.claimEmail(account.id, {
			email: account.email,
			normal: account.email.toLowerCase()
		});
		await stores.factors.add({
			id: newId('fct', secureRandom),
			account: account.id,
			method: 'totp',
			label: "O'Hara \\ \n 🦊",
			handle: undefined,
			state: { secret: 'JBSWY3DPEHPK3PXP', lastStep: 58_000_000 + at },
			version: 7,
			createdAt: systemClock.now(),
			lastUsedAt: at % 2 ? systemClock.now() : undefined
		});
		await stores.audit.append({
			at: systemClock.now(),
			code: 'account.created',
			account: account.id,
			requestId: 'r',
			address: 'a',
			userAgent: 'u',
			details: { at }
		});
	}
}

function archive(bytes: Buffer): ArchiveFile {
	return {
		size: bytes.length,
		read: async (at, length) => bytes.subarray(at, at + length)
	};
}

async function made(place: Place, own: Parameters<typeof backupsAt>[1] = {}): Promise<Buffer> {
	const chunks: Buffer[] = [];
	await backupsAt(place, own).make(async (bytes) => {
		for await (const each of bytes) chunks.push(each);
	});
	return Buffer.concat(chunks);
}

/** Every row of every table, whatever the order. */
async function dump(place: Place): Promise<Record<string, string[]>> {
	const tables: Record<string, string[]> = {};
	await wholeAt(place).read(async ({ rows }) => {
		for await (const each of rows) {
			const texts = each.rows.map((row) =>
				JSON.stringify(Object.fromEntries(each.columns.map((column, at) => [column, row[at]])))
			);
			tables[each.table] = [...(tables[each.table] ?? []), ...texts].sort();
		}
	});
	return tables;
}

/** But for the generation of accounts, which a restore counts on. */
async function lasting(place: Place): Promise<Record<string, string[]>> {
	const { account = [], ...others } = await dump(place);
	const without = account.map((row) => row.replace(/"generation":\d+/, '"generation":0'));
	return { account: without.sort(), ...others };
}

for (const from of ['SQLite', 'PostgreSQL'] as const)
	for (const to of ['SQLite', 'PostgreSQL'] as const)
		test(`a backup of ${from} is restored into ${to}, row by row, and goes on from there`, async () => {
			const [source, target] = [await places[from](), await places[to]()];
			await fill(source);
			const { restored } = await backupsAt(target).restore(archive(await made(source)), {
				onto: 'empty'
			});
			expect(restored).toEqual({
				account: 3,
				identifier: 6,
				factor: 3,
				security_event: 4,
				audit_chain: 1
			});
			expect(await lasting(target)).toEqual(await lasting(source));
			await fill(target, 1);
			expect((await dump(target))['security_event']).toHaveLength(5);
		});

for (const [kind, newPlace] of Object.entries(places))
	test(`a restore revives no open invitation and nothing that was half-way: ${kind}`, async () => {
		const place = await newPlace();
		const { stores } = await open(place);
		const [ada, host] = [sampleAccount(), sampleAccount({ role: 'admin' })];
		const at = systemClock.now();
		const invitation = (): Invitation => ({
			id: newId('inv', secureRandom),
			secretHash: newId('inv', secureRandom),
			role: 'admin',
			createdBy: host.id,
			createdAt: at,
			expiresAt: new Date(at.getTime() + 60_000)
		});
		const [used, unused, spent] = [invitation(), invitation(), invitation()];
		for (const account of [ada, host]) await stores.accounts.add(account);
		for (const each of [used, unused, spent]) await stores.invitations.add(each);
		await stores.invitations.consume(spent.id, ada.id, at);
		await stores.accounts.demandPassword(ada.id, 'compromised');
		await stores.recoveries.add({
			id: newId('rec', secureRandom),
			account: ada.id,
			email: ada.email,
			secretHash: 'stopped since',
			begunAt: at,
			readyAt: at,
			endsAt: new Date(at.getTime() + 60_000),
			dueAt: at,
			stage: 'begun',
			links: []
		});
		const application = sampleApplication();
		await stores.applications.add(application);
		const request = (): NewTransaction => ({
			id: newId('apr', secureRandom),
			application: application.id,
			account: ada.id,
			asked: { name: 'ada', text: 'Pay 5 €', ttlSeconds: 60, number: '42' },
			askedAt: at,
			expiresAt: new Date(at.getTime() + 60_000),
			isToBeTold: true
		});
		const [pending, untold, told, disowned] = [request(), request(), request(), request()];
		for (const each of [pending, untold, told, disowned]) await stores.transactions.add(each);
		for (const { id } of [untold, told])
			await stores.transactions.settle(id, { outcome: 'approved', at });
		await stores.transactions.tell(told.id, { outcome: 'approved', at });
		await stores.transactions.settle(disowned.id, { outcome: 'disowned', at });
		await stores.signingKeys.add({
			id: 'key-1',
			number: 0,
			publicKey: { kty: 'EC' },
			privateKey: { kty: 'EC', d: 'forgotten since, as somebody else had it' },
			signsFrom: at
		});
		const backup = archive(await made(place));
		await stores.recoveries.removeOf(ada.id);
		await stores.invitations.consume(used.id, ada.id, at);
		for (let times = 0; times < 3; times += 1)
			await stores.accounts.demandPassword(ada.id, 'compromised');
		await backupsAt(place).restore(backup, { onto: 'anything' });

		for (const { id, secretHash } of [used, unused, spent]) {
			expect(await stores.invitations.find(secretHash, at)).toBeUndefined();
			expect(await stores.invitations.consume(id, ada.id, at)).toBe(false);
		}
		expect(await stores.invitations.list(at)).toEqual([]);
		expect((await dump(place))['invitation']).toHaveLength(1);
		expect(await stores.recoveries.findOf(ada.id)).toBeUndefined();
		expect(await stores.signingKeys.list()).toEqual([]);
		const kept = [pending, untold, told, disowned].map(({ id }) => stores.transactions.find(id));
		expect((await Promise.all(kept)).map((each) => each?.outcome)).toEqual([
			undefined,
			undefined,
			'approved',
			'disowned'
		]);
		for (const { id } of [ada, host])
			expect(await stores.accounts.find(id)).toMatchObject({ generation: 5 });
	});

test('what has to be done before a restore is done before it, or nothing is replaced', async () => {
	const [source, target] = [sqlitePlace(), sqlitePlace()];
	await fill(source);
	await fill(target, 1);
	const before = await dump(target);
	const seen: unknown[] = [];
	const ready = async () => {
		seen.push(await dump(target));
		throw new Error('not reached');
	};
	const bytes = await made(source);
	const restore = (file: Buffer) =>
		backupsAt(target).restore(archive(file), { onto: 'anything', ready });
	await expect(restore(bytes)).rejects.toThrow('not reached');
	await expect(restore(bytes.subarray(0, -1))).rejects.toThrow('backup');
	expect(seen).toEqual([before]);
	expect(await dump(target)).toEqual(before);
});

test('a backup shows nothing of what is in it', async () => {
	const place = sqlitePlace();
	await fill(place);
	const text = (await made(place)).toString('latin1');
	const rows = Object.values(await dump(place)).flat();
	const names = rows.flatMap((row) => Object.values(JSON.parse(row) as object).map(String));
	for (const name of names.filter((each) => each.length > 12)) expect(text).not.toContain(name);
});

test('what is written while a backup is made is not half in it', async () => {
	for (const place of [sqlitePlace(), await postgresPlace()]) {
		await fill(place, 5);
		const before = await lasting(place);
		const chunks: Buffer[] = [];
		await backupsAt(place).make(async (bytes) => {
			await fill(place, 2);
			for await (const each of bytes) {
				chunks.push(each);
				await turn();
			}
		});
		const target = sqlitePlace();
		await backupsAt(target).restore(archive(Buffer.concat(chunks)), { onto: 'empty' });
		expect(await lasting(target)).toEqual(before);
	}
});

async function refused(work: Promise<unknown>): Promise<string> {
	return work.then(
		() => 'restored',
		(error: Error) => `${error.name}: ${error.message}`
	);
}

test('a file that is damaged anywhere, or cut anywhere, changes nothing', async () => {
	const source = sqlitePlace();
	await fill(source);
	const whole = await made(source);
	const target = sqlitePlace();
	await fill(target, 1);
	const before = await dump(target);
	const places = Array.from({ length: 60 }, (_, at) => Math.floor((at * whole.length) / 60));
	for (const at of places) {
		const flipped = Buffer.from(whole);
		flipped[at] = (flipped[at] ?? 0) ^ 1;
		for (const bad of [flipped, whole.subarray(0, at)])
			expect(await refused(backupsAt(target).restore(archive(bad), { onto: 'anything' }))).toMatch(
				/^BackupError: /
			);
	}
	expect(await dump(target)).toEqual(before);
});

test('a wrong key, also one of the same name, is told by its fingerprint', async () => {
	const source = sqlitePlace();
	await fill(source);
	const bytes = await made(source);
	const impostor = { ...newMasterKey(secureRandom), id: key.id };
	for (const keys of [[newMasterKey(secureRandom)], [impostor]]) {
		const target = sqlitePlace();
		const answer = await refused(
			backupsAt(target, { keys }).restore(archive(bytes), { onto: 'empty' })
		);
		expect(answer).toContain(`BackupError: The backup opens with the master key ${key.id}`);
	}
});

test('a backup opens after a rotation as long as its key is kept', async () => {
	const [source, target] = [sqlitePlace(), sqlitePlace()];
	await fill(source);
	const keys = [newMasterKey(secureRandom), key];
	await backupsAt(target, { keys }).restore(archive(await made(source)), { onto: 'empty' });
	expect(await lasting(target)).toEqual(await lasting(source));
});

test('values under a key that is gone are not restored for nothing', async () => {
	const source = sqlitePlace();
	await fill(source);
	const keys = [newMasterKey(secureRandom)];
	const bytes = await made(source, { keys });
	const target = sqlitePlace();
	const answer = await refused(
		backupsAt(target, { keys }).restore(archive(bytes), { onto: 'empty' })
	);
	expect(answer).toContain(`need the master key ${key.id}`);
	expect((await dump(target))['factor']).toBeUndefined();
});

test('a database that is not empty is kept, and what it holds is said', async () => {
	for (const target of [sqlitePlace(), await postgresPlace()]) {
		const source = sqlitePlace();
		await fill(source);
		await fill(target, 2);
		const before = await dump(target);
		const bytes = archive(await made(source));
		const answer = await refused(backupsAt(target).restore(bytes, { onto: 'empty' }));
		expect(answer).toMatch(/^BackupError: .*--replace.*2 of account/);
		expect(await dump(target)).toEqual(before);
		await backupsAt(target).restore(bytes, { onto: 'anything' });
		expect(await lasting(target)).toEqual(await lasting(source));
	}
});

test('a restore that fails in the middle changes nothing', async () => {
	for (const target of [sqlitePlace(), await postgresPlace()]) {
		await fill(target, 2);
		const before = await dump(target);
		const whole = wholeAt(target);
		const broken = (async function* () {
			const rows = [['inv_1', 'one']];
			yield { table: 'invitation', columns: ['id', 'no_such_column'], sealed: [], rows };
		})();
		const level = whole.known;
		await expect(whole.replace({ level, rows: broken })).rejects.toThrow();
		expect(await dump(target)).toEqual(before);
	}
});

test('a backup of a schema that this version does not know is refused', async () => {
	const [source, target] = [sqlitePlace(), sqlitePlace()];
	await fill(source);
	const whole = wholeAt(source);
	const newer: Whole = {
		...whole,
		read: (work) =>
			whole.read((snapshot) => work({ ...snapshot, level: [...snapshot.level, '9999_tomorrow'] }))
	};
	const answer = await refused(
		backupsAt(target).restore(archive(await made(source, { whole: newer })), { onto: 'empty' })
	);
	expect(answer).toMatch(/^BackupError: .*newer version/);
});
