import type { Command } from './command.ts';

export const CALL = 'npm run latchkey --';

/** Two columns. */
export function columns(rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

export function listOf(commands: readonly Command[]): string {
	return [
		`Usage: ${CALL} <command>`,
		'',
		columns(commands.map(({ name, summary }) => [name, summary])),
		'',
		`Settings are those of the server: the environment, or .env in this folder.`,
		`${CALL} <command> --help says more about one. Where there is only a build: node build/server/cli.js.`,
		'Exit codes: 0 fine, 1 something is wrong, 2 used wrongly.'
	].join('\n');
}

export function helpOf({ name, summary, about, args = [], options }: Command): string {
	const flags = Object.entries(options).map(([flag, { type, value = 'VALUE', help }]) => {
		const shown = type === 'string' ? `--${flag} ${value}` : `--${flag}`;
		return [shown, help] as const;
	});
	return [
		`Usage: ${[CALL, name, ...args].join(' ')}${flags.length > 0 ? ' [options]' : ''}`,
		'',
		`${summary}.`,
		...(about === undefined ? [] : ['', about]),
		...(flags.length > 0 ? ['', columns(flags)] : [])
	].join('\n');
}
