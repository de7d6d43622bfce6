import { defineAct } from '../named-account.ts';

export const accountsEnable = defineAct({
	name: 'accounts enable',
	summary: 'Open an account again that was disabled',
	async act({ administration }, { account: { id, username }, by }) {
		await administration.enable(by, id);
		return `${username} can sign in.`;
	}
});
