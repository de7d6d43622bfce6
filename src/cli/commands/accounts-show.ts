import type { App } from '#lib/server/app.ts';

import { defineCommand, FINE, json } from '../command.ts';
import { columns } from '../help.ts';
import { namedAccount } from '../named-account.ts';

/** What an operator may know: nothing here opens anything. */
async function look(app: App, name: string) {
	const named = await namedAccount(app, name);
	const { id, username, email, isEmailProven, role, groups, status, createdAt } = named;
	const { passwordDemand } = named;
	const [held, sessions] = await Promise.all([app.factors.list(id), app.sessions.list(id)]);
	const factors = held.map(({ method, label, createdAt: since, lastUsedAt }) => ({
		method,
		label,
		since,
		lastUsedAt
	}));
	const names = { id, username, email, isEmailProven, role, groups };
	const account = { ...names, status, createdAt, passwordDemand };
	return { ...account, factors, sessions: sessions.length };
}

function describe({ factors, sessions, ...account }: Awaited<ReturnType<typeof look>>): string {
	const { id, username, email, isEmailProven, role, groups } = account;
	const { status, createdAt, passwordDemand } = account;
	return columns([
		['username', username],
		['id', id],
		['address', `${email} (${isEmailProven ? 'proven' : 'not proven'})`],
		['role', role],
		...(groups.length > 0 ? [['groups', groups.join(', ')] as const] : []),
		['status', passwordDemand ? `${status}, has to choose another password` : status],
		['since', createdAt.toISOString()],
		['sessions', `${sessions}`],
		...factors.map(({ method, label, since, lastUsedAt }) => {
			// People choose labels: in quotes no character of theirs moves the cursor.
			const name = label === '' ? [] : [JSON.stringify(label)];
			const used = lastUsedAt ? [`used ${lastUsedAt.toISOString()}`] : [];
			return [method, [...name, `since ${since.toISOString()}`, ...used].join(', ')] as const;
		})
	]);
}

export const accountsShow = defineCommand({
	name: 'accounts show',
	summary: 'Show one account, its factors and how many sessions it has; no secrets',
	args: ['NAME'],
	options: { json },
	async run(shell, { options, args: [name = ''] }) {
		const shown = await look(await shell.app(), name);
		shell.out(options.json ? JSON.stringify(shown) : describe(shown));
		return FINE;
	}
});
