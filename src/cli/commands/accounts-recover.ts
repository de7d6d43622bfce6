import { defineAct } from '../named-account.ts';

export const accountsRecover = defineAct({
	name: 'accounts recover',
	summary: 'Begin the way back in for who has lost everything',
	about:
		'They are told by mail, wait, and finish it in their own browser by their mailbox. Nobody can finish it for them.',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.recover(by, id);
		return `${username} is told by mail how to get back in once the waiting time is over.`;
	}
});
