import { CommandError, defineCommand, FINE } from '../command.ts';

export const sessionsEndEverybody = defineCommand({
	name: 'sessions end-everybody',
	summary: 'Sign everybody out, administrators too',
	options: { yes: { type: 'boolean', help: 'really' } },
	async run(shell, { options }) {
		if (!options.yes) {
			throw new CommandError('This signs everybody out at once. Add --yes to do it.');
		}
		const { administration } = await shell.app();
		await administration.endEverybody({ caller: shell.caller });
		shell.note('Everybody is signed out.');
		return FINE;
	}
});
