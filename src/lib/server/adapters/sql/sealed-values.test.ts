/** Values come under a new key while everybody goes on writing: none is lost, none is put back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import { sampleAccount } from '#lib/server/accounts/account-store.contract.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Factor } from '#lib/server/factors/index.ts';
import {
	createSealer,
	newMasterKey,
	SealingError,
	type MasterKey
} from '#lib/server/sealing/index.ts';
import { openSql, type Sql } from './index.ts';
import { FILE_NAME } from './sqlite-file.ts';

const [older, newer] = [newMasterKey(secureRandom), newMasterKey(secureRandom)];
const sealerOf = (...keys: MasterKey[]) => createSealer({ keys: () => keys, random: secureRandom });

async function administer(
	statement: string,
	url = process.env['TEST_DATABASE_URL']
): Promise<void> {
	const client = new pg.Client(url);
	await client.connect();
	await client.query(statement).finally(() => client.end());
}

async function place(kind: 'SQLite' | 'PostgreSQL') {
	if (kind === 'SQLite') {
		const dataDir = mkdtempSync(join(tmpdir(), 'latchkey-sealed-'));
		onTestFinished(() => rmSync(dataDir, { recursive: true }));
		return { dataDir };
	}
	const name = `sealed_${Buffer.from(secureRandom.bytes(8)).toString('hex')}`;
	await administer(`create database ${name}`);
	onTestFinished(() => administer(`drop database ${name} with (force)`));
	const url = new URL(process.env['TEST_DATABASE_URL'] ?? '');
	url.pathname = `/${name}`;
	return { databaseUrl: url.href };
}

async function open(kind: 'SQLite' | 'PostgreSQL') {
	const at = await place(kind);
	const connect = async (...keys: MasterKey[]) => {
		const sql = await openSql({ ...at, clock: systemClock, sealer: sealerOf(...keys) });
		onTestFinished(() => sql.close());
		return sql;
	};
	/** As whoever can write to the database, past all that is ours. */
	const run = async (statement: string) => {
		if ('databaseUrl' in at) return administer(statement, at.databaseUrl);
		const direct = new DatabaseSync(join(at.dataDir, FILE_NAME));
		direct.exec(statement);
		direct.close();
	};
	return { connect, run };
}

/** With them, the key of the audit chain is sealed. */
async function enrol({ stores }: Sql, count: number): Promise<Factor[]> {
	const account = sampleAccount();
	await stores.accounts.add(account);
	const factors = Array.from({ length: count }, (_, at) => ({
		id: newId('fct', secureRandom),
		account: account.id,
		method: 'totp',
		label: `app ${at}`,
		handle: undefined,
		state: { uses: 0 },
		version: 0,
		createdAt: systemClock.now(),
		lastUsedAt: undefined
	}));
	for (const factor of factors) await stores.factors.add(factor);
	return factors;
}

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
	test(`${kind}: what was sealed for its row alone opens after the next start, for its account`, async () => {
		const { connect, run } = await open(kind);
		const before = await connect(older);
		const [factor] = await enrol(before, 1);
		if (!factor) throw new Error('There is a factor.');
		const place = { table: 'factor', column: 'state', row: factor.id };
		const sealed = sealerOf(older).sealJson({ uses: 7 }, place);
		await run(`update factor set state = '${sealed}'`);
		const [closed] = await before.stores.factors.list(factor.account);
		expect(() => closed?.state).toThrow(SealingError);
		await run(`delete from kysely_migration where name = '0008_owned_factors'`);
		const [opened] = await (await connect(older)).stores.factors.list(factor.account);
		expect(opened?.state).toEqual({ uses: 7 });
	});

	test(`${kind}: every value comes under the newest key, and a second run changes nothing`, async () => {
		const { connect } = await open(kind);
		// More than are looked at in one go.
		await enrol(await connect(older), 250);
		const { sealed } = await connect(newer, older);
		expect(await sealed.keysInUse()).toEqual(new Map([[older.id, 251]]));
		expect(await sealed.rewrap()).toEqual({ changed: 251, unreadable: 0 });
		expect(await sealed.keysInUse()).toEqual(new Map([[newer.id, 251]]));
		expect(await sealed.rewrap()).toEqual({ changed: 0, unreadable: 0 });
	});

	test(`${kind}: what a key that is gone has sealed stays as it is`, async () => {
		const { connect } = await open(kind);
		await enrol(await connect(older), 3);
		const { sealed } = await connect(newer);
		expect(await sealed.rewrap()).toEqual({ changed: 0, unreadable: 4 });
		expect(await sealed.keysInUse()).toEqual(new Map([[older.id, 4]]));
	});

	test(`${kind}: of 50 that write at the same time, none loses what it wrote, and each use counts once`, async () => {
		const { connect } = await open(kind);
		const before = await connect(older);
		// Knows the new key, and seals with the old one still: as a server that has not been told that it is first.
		const serving = await connect(older, newer);
		const rotating = await connect(newer, older);
		const factors = await enrol(before, 10);
		const [{ account } = { account: undefined }] = factors;
		if (!account) throw new Error('There is a factor.');
		let written = 0;
		const use = async (at: number) => {
			const factor = (await serving.stores.factors.list(account))[at % factors.length];
			if (!factor) throw new Error('A factor is gone.');
			const { uses } = factor.state as { uses: number };
			if (await serving.stores.factors.replace(factor, { state: { uses: uses + 1 } })) written += 1;
		};
		const racing = Array.from({ length: 50 }, (_, at) => use(at));
		await Promise.all([...racing, rotating.sealed.rewrap(), rotating.sealed.rewrap()]);
		await rotating.sealed.rewrap();
		expect(await rotating.sealed.keysInUse()).toEqual(new Map([[newer.id, 11]]));
		const after = await (await connect(newer)).stores.factors.list(account);
		const uses = after.map(({ state }) => (state as { uses: number }).uses);
		expect(uses.reduce((sum, each) => sum + each, 0)).toBe(written);
		expect(written).toBeGreaterThanOrEqual(factors.length);
	});
}
