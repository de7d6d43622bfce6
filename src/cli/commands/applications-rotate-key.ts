import { defineCommand, FINE, json } from '../command.ts';
import { applicationWords } from '../named-application.ts';

export const applicationsRotateKey = defineCommand({
	name: 'applications rotate-key',
	summary: 'Give an application another key; the one before is void at once',
	args: ['NAME'],
	options: { json },
	async run(shell, { options, args: [name = ''] }) {
		const { applications } = await shell.app();
		const application = await applications.get(name).catch(applicationWords);
		const key = await applications.rotateKey({ caller: shell.caller }, application);
		shell.out(
			options.json ? JSON.stringify({ id: application.id, key }) : `key             ${key}`
		);
		shell.note('Shown this once.');
		return FINE;
	}
});
