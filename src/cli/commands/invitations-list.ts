import { defineCommand, FINE, json } from '../command.ts';
import { columns } from '../help.ts';

export const invitationsList = defineCommand({
	name: 'invitations list',
	summary: 'List the invitations that nobody has used yet',
	options: { json },
	async run(shell, { options }) {
		const { invitations } = await shell.app();
		const open = (await invitations.list()).map(({ id, role, createdBy, expiresAt }) => ({
			id,
			role,
			createdBy,
			expiresAt
		}));
		if (options.json) shell.out(JSON.stringify(open));
		else if (open.length === 0) shell.note('There are none.');
		else {
			const rows = open.map(({ id, role, expiresAt }) => {
				return [id, `${role.padEnd(6)}  until ${expiresAt.toISOString()}`] as const;
			});
			shell.out(columns(rows));
		}
		return FINE;
	}
});
