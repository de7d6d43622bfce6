import { defineCommand, FINE, json } from '../command.ts';
import { applicationWords } from '../named-application.ts';

export const applicationsWebhook = defineCommand({
	name: 'applications webhook',
	summary: 'Change where an application is told of outcomes, with a new secret; or tell it nothing',
	args: ['NAME'],
	options: {
		url: {
			type: 'string',
			value: 'URL',
			help: 'https, or this machine; without it, nothing is told'
		},
		json
	},
	async run(shell, { options, args: [name = ''] }) {
		const { applications } = await shell.app();
		const by = { caller: shell.caller };
		const application = await applications.get(name).catch(applicationWords);
		const webhookSecret = await applications
			.changeWebhook(by, application, options.url)
			.catch(applicationWords);
		const { id } = application;
		if (options.json) shell.out(JSON.stringify({ id, webhookUrl: options.url, webhookSecret }));
		else if (webhookSecret === undefined)
			shell.note('It is told nothing any more, and has to ask.');
		else {
			shell.out(`webhook secret  ${webhookSecret}`);
			shell.note('Shown this once.');
		}
		return FINE;
	}
});
