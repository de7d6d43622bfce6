import { ROLES } from '#lib/server/accounts/index.ts';

import { defineCommand, FINE, json, UsageError } from '../command.ts';

export const invitationsCreate = defineCommand({
	name: 'invitations create',
	summary: 'Make a link by which one person can sign up',
	about:
		'The link is good for a week and for one account, also while sign-up is closed.\nIt is shown this once: only its hash is kept.',
	options: {
		role: { type: 'string', value: 'ROLE', help: `${ROLES.join(' or ')} (member unless given)` },
		json
	},
	async run(shell, { options }) {
		const role = ROLES.find((each) => each === (options.role ?? 'member'));
		if (!role) throw new UsageError(`--role must be ${ROLES.join(' or ')}`);
		const { invitations, config } = await shell.app();
		const made = await invitations.create({ caller: shell.caller }, role);
		const { id, expiresAt } = made.invitation;
		const link = `${config.origin}/sign-up?invitation=${made.secret}`;
		if (options.json) shell.out(JSON.stringify({ id, role, expiresAt, link }));
		else {
			shell.out(link);
			shell.note(`For one person, as ${role}, until ${expiresAt.toISOString()}. Its id is ${id}.`);
		}
		return FINE;
	}
});
