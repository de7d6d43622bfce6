import type { Kysely } from 'kysely';

import {
	MOST_PER_ACCOUNT,
	type RememberedBrowser,
	type RememberedBrowserStore
} from '#lib/server/remembered-browsers/index.ts';
import type { RememberedBrowserRow, Schema, SqlKind } from './schema.ts';

export function createRememberedBrowserStore(
	db: Kysely<Schema>,
	kind: SqlKind
): RememberedBrowserStore {
	const browsers = db.selectFrom('remembered_browser').selectAll('remembered_browser');

	return {
		async add(browser) {
			const { account } = browser;
			// Nothing of it is of use to anybody, and it names a browser.
			await db
				.deleteFrom('remembered_browser')
				.where('ends_at', '<=', browser.since.getTime())
				.execute();
			await db.insertInto('remembered_browser').values(toRow(browser)).execute();
			await db
				.deleteFrom('remembered_browser')
				.where('account', '=', account)
				.where('id', 'not in', ({ selectFrom }) =>
					selectFrom('remembered_browser as kept')
						.select('kept.id')
						.where('kept.account', '=', account)
						.orderBy('kept.used_at', 'desc')
						.orderBy('kept.since', 'desc')
						.limit(MOST_PER_ACCOUNT)
				)
				.execute();
		},

		async lock(account, ids) {
			if (ids.length === 0) return undefined;
			const found = browsers.where('id', 'in', [...ids]).where('account', '=', account);
			// SQLite has one writer at a time: its transaction already holds every row.
			const held = kind === 'PostgreSQL' ? found.orderBy('id').forUpdate() : found;
			const rows = await held.execute();
			const row = ids.map((id) => rows.find((each) => each.id === id)).find(Boolean);
			return row && toBrowser(row);
		},

		async replace(browser) {
			const { used_at, user_agent, current, offered } = toRow(browser);
			await db
				.updateTable('remembered_browser')
				.set({ used_at, user_agent, current, offered })
				.where('id', '=', browser.id)
				.execute();
		},

		async list(account, at) {
			const rows = await browsers
				.innerJoin('account', 'account.id', 'remembered_browser.account')
				.whereRef('account.generation', '=', 'remembered_browser.generation')
				.where('remembered_browser.account', '=', account)
				.where('remembered_browser.ends_at', '>', at.getTime())
				.orderBy('remembered_browser.used_at', 'desc')
				.orderBy('remembered_browser.id')
				.execute();
			return rows.map(toBrowser);
		},

		async revoke(account, id) {
			// PostgreSQL has no text with this character, and no browser such an id.
			if (id.includes('\0')) return false;
			const { numDeletedRows } = await db
				.deleteFrom('remembered_browser')
				.where('account', '=', account)
				.where('id', '=', id)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},

		async revokeAll(account) {
			const own = db.deleteFrom('remembered_browser').where('account', '=', account);
			return Number((await own.executeTakeFirstOrThrow()).numDeletedRows);
		},

		async revokeEverybody() {
			await db.deleteFrom('remembered_browser').execute();
		}
	};
}

function toRow(browser: RememberedBrowser): RememberedBrowserRow {
	return {
		id: browser.id,
		account: browser.account,
		generation: browser.generation,
		password: browser.password,
		factor: browser.factor,
		since: browser.since.getTime(),
		used_at: browser.usedAt.getTime(),
		ends_at: browser.endsAt.getTime(),
		user_agent: browser.userAgent,
		current: browser.current,
		offered: browser.offered.join(' ')
	};
}

function toBrowser(row: RememberedBrowserRow): RememberedBrowser {
	return {
		id: row.id,
		account: row.account,
		generation: row.generation,
		password: row.password,
		factor: row.factor,
		since: new Date(row.since),
		usedAt: new Date(row.used_at),
		endsAt: new Date(row.ends_at),
		userAgent: row.user_agent,
		current: row.current,
		offered: row.offered.split(' ').filter(Boolean)
	};
}
