/** Applications as an operator names them. */
import type { Application } from '#lib/server/applications/index.ts';
import { Refusal } from '#lib/server/core/refusal.ts';

import { CommandError, defineCommand, FINE } from './command.ts';
import { CALL } from './help.ts';

const WORDS: Readonly<Record<string, string>> = {
	'applications.unknown': `No application has this name or id. ${CALL} applications list shows those there are.`,
	'applications.name_taken':
		'Another application has this name, and people could not tell them apart.',
	'applications.name_not_allowed': 'The name must be one visible line of 64 characters at most.',
	'applications.webhook_not_allowed':
		'The webhook must be an https address, or http on this machine, without a name, a password or a fragment.'
};

/** Says a refusal so that an operator knows what to do. */
export function applicationWords(error: unknown): never {
	const words = error instanceof Refusal ? WORDS[error.code] : undefined;
	throw words === undefined ? error : new CommandError(words, { cause: error });
}

interface Act {
	readonly name: string;
	readonly summary: string;
	readonly to: Application['status'];
	readonly said: (application: Application) => string;
}

/** A command that opens or closes one application. */
export const defineApplicationAct = ({ to, said, ...words }: Act) =>
	defineCommand({
		...words,
		args: ['NAME'],
		options: {},
		async run(shell, { args: [name = ''] }) {
			const { applications } = await shell.app();
			const application = await applications.get(name).catch(applicationWords);
			await applications.changeStatus({ caller: shell.caller }, application, to);
			shell.note(said(application));
			return FINE;
		}
	});
