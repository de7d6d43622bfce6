import { defineCommand, FINE, json } from '../command.ts';
import { applicationWords } from '../named-application.ts';

export const applicationsAdd = defineCommand({
	name: 'applications add',
	summary: 'Register an application that may ask people to approve something on their phones',
	about:
		'People see the name. The key is shown this once: only its hash is kept. So is the secret that signs what the\n' +
		'webhook is told, which is kept sealed.',
	args: ['NAME'],
	options: {
		webhook: {
			type: 'string',
			value: 'URL',
			help: 'where it is told of outcomes: https, or this machine'
		},
		json
	},
	async run(shell, { options, args: [name = ''] }) {
		const { applications } = await shell.app();
		const added = await applications
			.add({ caller: shell.caller }, { name, webhookUrl: options.webhook })
			.catch(applicationWords);
		const { application, key, webhookSecret } = added;
		const { id, webhookUrl } = application;
		if (options.json) shell.out(JSON.stringify({ id, name, key, webhookUrl, webhookSecret }));
		else {
			shell.out(`key             ${key}`);
			if (webhookSecret !== undefined) shell.out(`webhook secret  ${webhookSecret}`);
			shell.note(`Shown this once. The id of ${JSON.stringify(name)} is ${id}.`);
		}
		return FINE;
	}
});
