import { CALL } from '../help.ts';
import { defineAct } from '../named-account.ts';

export const accountsDisable = defineAct({
	name: 'accounts disable',
	summary: 'Close an account: it is signed out at once, and nobody can sign in to it',
	about: 'Nothing of it is lost: accounts enable opens it again.',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.disable(by, id);
		return `${username} is disabled and signed out. ${CALL} accounts enable ${username} opens it again.`;
	}
});
