import { defineCommand, FINE } from '../command.ts';
import { clientWords, SOON } from '../named-client.ts';

export const clientsRemove = defineCommand({
	name: 'clients remove',
	summary: 'Remove a client for good; nobody gets its id again',
	args: ['ID'],
	options: {},
	async run(shell, { args: [id = ''] }) {
		const { clientRegister } = await shell.app();
		await clientRegister.remove({ caller: shell.caller }, id).catch(clientWords);
		shell.note(`It is removed. ${SOON}`);
		return FINE;
	}
});
