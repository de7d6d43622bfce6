import { defineCommand, FINE } from '../command.ts';
import { clientWords } from '../named-client.ts';

export const clientsShow = defineCommand({
	name: 'clients show',
	summary: 'Show what is registered of a client, in JSON; not its secret',
	args: ['ID'],
	options: {},
	async run(shell, { args: [id = ''] }) {
		const { clientRegister } = await shell.app();
		const { client, ...registered } = await clientRegister.get(id).catch(clientWords);
		const { secretHash, ...settings } = client;
		const hasSecret = secretHash !== undefined;
		shell.out(JSON.stringify({ ...settings, hasSecret, ...registered }, undefined, 2));
		return FINE;
	}
});
