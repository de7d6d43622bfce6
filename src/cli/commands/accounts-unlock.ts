import { defineAct } from '../named-account.ts';

export const accountsUnlock = defineAct({
	name: 'accounts unlock',
	summary: 'Give an account all its guesses back',
	about: 'For when strangers guessed so often that the right password is refused, too.',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.unlock(by, id);
		return `${username} has all guesses again.`;
	}
});
