import { defineCommand, FINE, json } from '../command.ts';
import { clientWords, SOON } from '../named-client.ts';

export const clientsRotateSecret = defineCommand({
	name: 'clients rotate-secret',
	summary: 'Give a client another secret; the one before is void',
	args: ['ID'],
	options: { json },
	async run(shell, { options, args: [id = ''] }) {
		const { clientRegister } = await shell.app();
		const secret = await clientRegister
			.rotateSecret({ caller: shell.caller }, id)
			.catch(clientWords);
		shell.out(options.json ? JSON.stringify({ id, secret }) : `secret          ${secret}`);
		shell.note(`Shown this once. ${SOON}`);
		return FINE;
	}
});
