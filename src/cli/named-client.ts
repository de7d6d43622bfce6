/** Clients as an operator names them. */
import type { RegisteredClient } from '#lib/server/clients/index.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { CommandError, defineCommand, FINE, type Shell } from './command.ts';
import { CALL } from './help.ts';

const WORDS: Readonly<Record<string, (reason: string) => string>> = {
	'clients.unknown': () =>
		`No client that was registered by a command has this id. ${CALL} clients list shows those there are.`,
	'clients.id_taken': () =>
		'Another client has this id, or had it: tokens of that one would be tokens of this one.',
	'clients.settings_not_allowed': (reason) => `A client ${reason}.`,
	'clients.no_secret': () => 'This client has no secret: it does not show by one that it is itself.'
};

/** Says a refusal so that an operator knows what to do. */
export function clientWords(error: unknown): never {
	const words = error instanceof Refusal ? WORDS[error.code] : undefined;
	if (!words || !(error instanceof Refusal)) throw error;
	throw new CommandError(words(String(error.details['reason'])), { cause: error });
}

interface Act {
	readonly name: string;
	readonly summary: string;
	readonly to: RegisteredClient['status'];
	readonly said: (id: string) => string;
}

/** Processes take over what changed by themselves. */
export const SOON = 'Running processes follow within seconds.';

/** A command that opens or closes one client. */
export const defineClientAct = ({ to, said, ...words }: Act) =>
	defineCommand({
		...words,
		args: ['ID'],
		options: {},
		async run(shell: Shell, { args: [id = ''] }) {
			const { clientRegister } = await shell.app();
			await clientRegister.changeStatus({ caller: shell.caller }, id, to).catch(clientWords);
			shell.note(`${said(id)} ${SOON}`);
			return FINE;
		}
	});
