import { defineCommand, FINE, json } from '../command.ts';
import { columns } from '../help.ts';

export const applicationsList = defineCommand({
	name: 'applications list',
	summary: 'List the applications, the oldest first; no secrets',
	options: { json },
	async run(shell, { options }) {
		const { applications } = await shell.app();
		const all = await applications.list();
		if (options.json) shell.out(JSON.stringify(all));
		else if (all.length === 0) shell.note('There are none.');
		else {
			const rows = all.map(({ id, name, status, webhookUrl, createdAt }) => {
				const told = webhookUrl === undefined ? '' : `  tells ${webhookUrl}`;
				return [
					JSON.stringify(name),
					`${status.padEnd(8)}  since ${createdAt.toISOString()}  ${id}${told}`
				] as const;
			});
			shell.out(columns(rows));
		}
		return FINE;
	}
});
