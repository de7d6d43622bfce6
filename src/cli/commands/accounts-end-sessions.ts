import { defineAct } from '../named-account.ts';

export const accountsEndSessions = defineAct({
	name: 'accounts end-sessions',
	summary: 'Sign an account out everywhere',
	async act({ administration }, { account: { id, username }, by }) {
		const ended = await administration.endSessions(by, id);
		return `${ended} ${ended === 1 ? 'session' : 'sessions'} of ${username} ended.`;
	}
});
