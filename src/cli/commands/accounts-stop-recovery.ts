import { defineAct } from '../named-account.ts';

export const accountsStopRecovery = defineAct({
	name: 'accounts stop-recovery',
	summary: 'Stop the way back in that waits for an account',
	about: 'Whoever began it. Its owner is told by mail, and can begin again.',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.stopRecovery(by, id);
		return `Nothing waits for the account of ${username} any more.`;
	}
});
