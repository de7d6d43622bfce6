import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import pg from 'pg';

import type { Person } from '../../support/person.ts';
import type { World } from './world.ts';

/** As an administrator does; the sessions are left alone. */
export async function disableAccount(
	{ stores: { folder, environment } }: World,
	{ username }: Pick<Person, 'username'>
): Promise<void> {
	const { DATABASE_URL: connectionString } = environment;
	if (!connectionString) {
		const database = new DatabaseSync(join(folder, 'data', 'latchkey.sqlite'));
		database.prepare(`update account set status = 'disabled' where username = ?`).run(username);
		return database.close();
	}
	const client = new pg.Client({ connectionString });
	await client.connect();
	await client.query(`update account set status = 'disabled' where username = $1`, [username]);
	await client.end();
}
