import type { InvitationId } from '#lib/server/core/ids.ts';

import { CommandError, defineCommand, FINE } from '../command.ts';
import { CALL } from '../help.ts';

export const invitationsWithdraw = defineCommand({
	name: 'invitations withdraw',
	summary: 'Make an invitation void that nobody has used yet',
	args: ['ID'],
	options: {},
	async run(shell, { args: [id = ''] }) {
		const { invitations } = await shell.app();
		const isWithdrawn = await invitations.withdraw({ caller: shell.caller }, id as InvitationId);
		if (!isWithdrawn) {
			throw new CommandError(
				`No unused invitation has this id. ${CALL} invitations list shows those there are.`
			);
		}
		shell.note('Withdrawn: its link opens nothing now.');
		return FINE;
	}
});
