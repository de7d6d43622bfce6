import { defineCommand, FINE } from '../command.ts';

export const keysRenewSigning = defineCommand({
	name: 'keys renew-signing',
	summary: 'Make the next key that signs tokens, ahead of its time',
	about:
		'It is published now and signs in a day, so that nobody is signed out. It happens by itself every thirty days.\n' +
		'With --at-once it signs now, and what the others have signed is good no longer: applications refresh their tokens.',
	args: [],
	options: { 'at-once': { type: 'boolean', help: 'for a key that somebody else may have' } },
	async run(shell, { options }) {
		const { signingKeys, idTokenKeys } = await shell.app();
		const isAtOnce = options['at-once'] === true;
		const from = await signingKeys.rotate({ isAtOnce });
		await idTokenKeys.rotate({ isAtOnce });
		await shell.record('keys.signing_renewed', { when: isAtOnce ? 'at once' : 'in a day' });
		shell.note(
			isAtOnce
				? 'It signs now. Servers that run follow within a minute.'
				: `It signs from ${from.toISOString()}.`
		);
		return FINE;
	}
});
