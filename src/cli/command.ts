/**
 * What a command is: a name, what it takes, and what it does. One file for each in `commands/`, and one line
 * in the table there.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

import type { App } from '#lib/server/app.ts';
import type { AuditCode } from '#lib/server/audit/index.ts';
import type { Config } from '#lib/server/config/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';

/** Exit codes. */
export const FINE = 0;
export const FOUND_WRONG = 1;
export const USED_WRONGLY = 2;

/** The command cannot be carried out as it was typed: exit code 2, the message and where to find help. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** The command was understood and cannot go on: exit code 1 and the message, which says what to do. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
}

export interface Shell {
	/** One line, or several, of what was asked for. */
	readonly out: (text: string) => void;
	/** What a person should know beside it; programs that read the output do not get it. */
	readonly note: (text: string) => void;
	/** Who is on record for what the command does. */
	readonly caller: Caller;
	readonly config: () => Config;
	/** The service on its stores, as the server has it; closed when the command ends. */
	readonly app: () => Promise<App>;
	/** Puts what the command does on the audit record. */
	readonly record: (code: AuditCode, details?: Readonly<Record<string, string>>) => Promise<void>;
}

type OptionHelp = { readonly help: string; readonly value?: string };
export type Options = Readonly<
	Record<string, NonNullable<ParseArgsOptionsConfig>[string] & OptionHelp>
>;

type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

interface Given<O extends Options> {
	readonly options: Values<O>;
	readonly args: readonly string[];
}

interface Definition<O extends Options> {
	/** Its words, such as `invitations create`. */
	readonly name: string;
	/** One line, for the list of commands. */
	readonly summary: string;
	/** More lines, for its own help. */
	readonly about?: string;
	/** The names of what has to follow, all of it required. */
	readonly args?: readonly string[];
	readonly options: O;
	/** Resolves with the exit code. */
	run(shell: Shell, given: Given<O>): Promise<number>;
}

export interface Command extends Omit<Definition<Options>, 'run'> {
	/** Parses what follows the name and runs. */
	start(shell: Shell, rest: readonly string[]): Promise<number>;
}

/** For commands whose answer a program may read. */
export const json = { type: 'boolean', help: 'answer in JSON, for programs' } as const;

const help = { type: 'boolean', short: 'h' } as const;

function parse<O extends Options>(
	{ options, args: wanted = [] }: Definition<O>,
	rest: readonly string[]
) {
	try {
		const parsed = parseArgs({
			args: [...rest],
			options: { ...options, help },
			allowPositionals: true
		});
		const { values, positionals: args } = parsed;
		return { options: values, args, isMissing: args.length < wanted.length };
	} catch (error) {
		// In its own words, which name the flag and never its value.
		throw new UsageError((error as Error).message.split('. ')[0], { cause: error });
	}
}

export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
	const { args: wanted = [] } = definition;
	return {
		...definition,
		async start(shell, rest) {
			const { isMissing, ...given } = parse(definition, rest);
			if (isMissing) throw new UsageError(`${wanted.at(given.args.length)} is missing`);
			if (given.args.length > wanted.length) {
				throw new UsageError(`There is nothing to do with ${given.args.at(wanted.length)}`);
			}
			return definition.run(shell, given);
		}
	};
}
