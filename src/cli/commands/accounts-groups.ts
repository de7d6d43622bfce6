import { defineCommand, FINE, json } from '../command.ts';
import { inWords, namedAccount } from '../named-account.ts';

export const accountsGroups = defineCommand({
	name: 'accounts groups',
	summary: 'Show the groups of an account, put it into some and take it out of others',
	about:
		'Other programs are told of them; here they open nothing. --add and --remove may be said several times. Who is taken\n' +
		'out of a group is out of it at their next request.',
	args: ['NAME'],
	options: {
		add: { type: 'string', multiple: true, value: 'GROUP', help: 'put it into this group' },
		remove: { type: 'string', multiple: true, value: 'GROUP', help: 'take it out of this group' },
		json
	},
	async run(shell, { options, args: [name = ''] }) {
		const { add, remove } = options;
		const app = await shell.app();
		const account = await namedAccount(app, name);
		const by = { caller: shell.caller };
		const groups =
			add || remove
				? await app.administration.changeGroups(by, account.id, { add, remove }).catch(inWords)
				: account.groups;
		if (options.json) shell.out(JSON.stringify(groups));
		else if (groups.length > 0) shell.out(groups.join('\n'));
		else shell.note(`${account.username} is in no group.`);
		return FINE;
	}
});
