import { defineAct } from '../named-account.ts';

export const accountsDemandPassword = defineAct({
	name: 'accounts demand-password',
	summary: 'Let a password open no session until it is replaced, and sign the account out',
	about: 'For when somebody else may know it. The person replaces it at the next sign-in.',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.demandPassword(by, id);
		return `${username} is signed out, and has to choose another password at the next sign-in.`;
	}
});
