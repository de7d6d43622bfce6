import type { AccountId } from '#lib/server/core/ids.ts';

import { defineCommand, FINE, json, UsageError } from '../command.ts';
import { columns } from '../help.ts';

const PAGE = 50;
const MOST = 1000;

function pageSize(given = `${PAGE}`): number {
	const limit = Number(given);
	if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
	throw new UsageError(`--limit must be a whole number from 1 to ${MOST}`);
}

export const accountsList = defineCommand({
	name: 'accounts list',
	summary: 'List accounts, the newest first',
	options: {
		search: { type: 'string', value: 'TEXT', help: 'part of a username or an address, or an id' },
		limit: { type: 'string', value: 'N', help: `how many (${PAGE} unless given)` },
		before: { type: 'string', value: 'ID', help: 'go on behind this one' },
		json
	},
	async run(shell, { options }) {
		const { search, before } = options;
		const limit = pageSize(options.limit);
		const { accounts } = await shell.app();
		const found = await accounts.list({
			...(before && { before: before as AccountId }),
			...(search && { search }),
			// One more, which tells whether there are others.
			limit: limit + 1
		});
		const shown = found.slice(0, limit).map(({ id, username, role, status, createdAt }) => ({
			id,
			username,
			role,
			status,
			createdAt
		}));
		if (options.json) shell.out(JSON.stringify(shown));
		else if (shown.length === 0) shell.note('There are none.');
		else {
			const rows = shown.map(({ id, username, role, status, createdAt }) => {
				const rest = `${role.padEnd(6)}  ${status.padEnd(8)}  since ${createdAt.toISOString()}  ${id}`;
				return [username, rest] as const;
			});
			shell.out(columns(rows));
		}
		if (found.length > limit) shell.note(`There are more: --before ${shown.at(-1)?.id}`);
		return FINE;
	}
});
