import { defineCommand, FINE, json } from '../command.ts';
import { columns } from '../help.ts';

export const clientsList = defineCommand({
	name: 'clients list',
	summary: 'List the clients, those of the settings first; no secrets',
	options: { json },
	async run(shell, { options }) {
		const { clientRegister } = await shell.app();
		const registered = await clientRegister.list();
		const all = [
			...shell.config().clients.map(({ id, name }) => ({ id, name, status: 'named' as const })),
			...registered.map(({ client: { id, name }, status, createdAt }) => ({
				...{ id, name, status },
				createdAt
			}))
		];
		if (options.json) shell.out(JSON.stringify(all));
		else if (all.length === 0) shell.note('There are none.');
		else {
			const from = (one: (typeof all)[number]): string =>
				'createdAt' in one ? `since ${one.createdAt.toISOString()}` : 'in the settings';
			const rows = all.map(
				(one) =>
					[one.id, `${one.status.padEnd(8)}  ${from(one)}  ${JSON.stringify(one.name)}`] as const
			);
			shell.out(columns(rows));
		}
		return FINE;
	}
});
