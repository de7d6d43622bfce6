/** Finds the command, runs it, and turns every end into an exit code and words that say what to do. */
import { openApp, type App } from '#lib/server/app.ts';
import { BackupError } from '#lib/server/backup/index.ts';
import { ConfigError, loadConfig, type Config } from '#lib/server/config/index.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { explainFailure } from '#lib/server/failures/index.ts';

import {
	CommandError,
	FINE,
	FOUND_WRONG,
	USED_WRONGLY,
	UsageError,
	type Command,
	type Shell
} from './command.ts';
import { commands } from './commands/index.ts';
import { CALL, helpOf, listOf } from './help.ts';

type Terminal = Pick<Shell, 'out' | 'note'>;

const terminal: Terminal = {
	out: (text) => void process.stdout.write(`${text}\n`),
	note: (text) => void process.stderr.write(`${text}\n`)
};

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/** The command that the first words name, and what follows them. */
function find(words: readonly string[]): [Command, readonly string[]] | undefined {
	for (const command of commands) {
		const own = command.name.split(' ');
		if (own.every((word, at) => words[at] === word)) return [command, words.slice(own.length)];
	}
	return undefined;
}

/** Commands of the same first word, if there are any: `invitations` alone asks for one of them. */
function near(words: readonly string[]): readonly Command[] {
	const group = commands.filter(({ name }) => name.split(' ')[0] === words[0]);
	return group.length > 0 ? group : commands;
}

function misused(words: readonly string[], { note }: Terminal): number {
	const [first] = words;
	if (first !== undefined) note(`There is no command ${words.slice(0, 2).join(' ')}.\n`);
	note(listOf(near(words)));
	return USED_WRONGLY;
}

function explain(error: unknown): string {
	if (error instanceof ConfigError || error instanceof CommandError || error instanceof BackupError)
		return error.message;
	if (error instanceof Refusal && error.kind === 'unavailable') {
		return `A store cannot be reached, so nothing was done. ${CALL} doctor says which, and why.`;
	}
	if (error instanceof Refusal) return `Refused: ${error.code}.`;
	return explainFailure(error, { config: known(), what: 'The command failed' });
}

/** The settings, whose secrets no message may repeat; there are none where they cannot be read. */
function known(): Config | undefined {
	try {
		return loadConfig();
	} catch {
		return undefined;
	}
}

interface Failure extends Terminal {
	readonly name: Command['name'];
}

function failed(error: unknown, { name, note }: Failure): number {
	if (!(error instanceof UsageError)) {
		note(explain(error));
		return FOUND_WRONG;
	}
	note(`${error.message}. See ${CALL} ${name} --help.`);
	return USED_WRONGLY;
}

/** A server refuses until its stores can serve; a command is called once, and waits. */
async function openPrepared(): Promise<App> {
	const app = await openApp(loadConfig());
	await app.prepared();
	return app;
}

export async function runCli(words: readonly string[], on: Terminal = terminal): Promise<number> {
	if (words.length > 0 && words.every(isHelp)) {
		on.out(listOf(commands));
		return FINE;
	}
	const found = find(words);
	if (!found) return misused(words, on);
	const [command, rest] = found;
	if (rest.some(isHelp)) {
		on.out(helpOf(command));
		return FINE;
	}

	let opened: Promise<App> | undefined;
	const caller = { requestId: 'shell', address: 'shell', userAgent: `latchkey ${command.name}` };
	const shell: Shell = {
		...on,
		caller,
		config: loadConfig,
		app: () => (opened ??= openPrepared()),
		async record(code, details) {
			const { record, audit } = await shell.app();
			await record(audit, caller, { code, details: { by: 'shell', ...details } });
		}
	};
	try {
		return await command.start(shell, rest);
	} catch (error) {
		return failed(error, { ...on, name: command.name });
	} finally {
		// One that could not be opened has been reported already.
		await opened?.then(
			(app) => app.close(),
			() => undefined
		);
	}
}
