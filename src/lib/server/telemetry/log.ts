/**
 * The log: one line of JSON for each event, for operators and their machines.
 *
 * A line holds what `LogFields` names and nothing else, whatever a caller hands over. Who did what to an account is
 * the business of `audit/`; what an operator counts and draws is in `meters.ts`.
 */
import type { Clock } from '#lib/server/core/clock.ts';
import { errorFacts } from './error-facts.ts';

/** Each level also shows those before it. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Text = string | undefined;

/** What may be written. Ids name things and are no secrets; nothing here is typed by a person. */
export interface LogFields {
	readonly requestId?: Text;
	readonly method?: Text;
	/** The template, such as `/sessions/[id]`, never the path. */
	readonly route?: Text;
	readonly status?: number | undefined;
	readonly durationMs?: number | undefined;
	readonly code?: Text;
	readonly reason?: Text;
	readonly account?: Text;
	readonly session?: Text;
	readonly address?: Text;
	readonly kind?: Text;
	/** The id of an application. */
	readonly client?: Text;
	readonly mail?: Text;
	readonly tries?: number | undefined;
	/** Anything that was caught; see `error-facts.ts` for what is told of it. */
	readonly error?: unknown;
}

const FIELDS = [
	'requestId',
	'method',
	'route',
	'status',
	'durationMs',
	'code',
	'reason',
	'account',
	'session',
	'address',
	'kind',
	'client',
	'mail',
	'tries'
] as const satisfies readonly (keyof LogFields)[];

const LONGEST = 200;

type Write = (event: string, fields?: LogFields) => void;
export type Log = Readonly<Record<LogLevel, Write>>;

interface LogDeps {
	readonly clock: Clock;
	readonly level: LogLevel;
	/** Takes a line with its end. */
	readonly write: (line: string) => void;
}

function allowed(fields: LogFields): Record<string, unknown> {
	const line: Record<string, unknown> = {};
	for (const name of FIELDS) {
		const value = fields[name];
		if (typeof value === 'number') line[name] = value;
		if (typeof value === 'string') line[name] = value.slice(0, LONGEST);
	}
	if (fields.error !== undefined) line['error'] = errorFacts(fields.error);
	return line;
}

export function createLog({ clock, level, write }: LogDeps): Log {
	const shown = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1);
	const writer = (at: LogLevel): Write => {
		if (!shown.includes(at)) return () => undefined;
		return (event, fields = {}) => {
			const line = { time: clock.now().toISOString(), level: at, event, ...allowed(fields) };
			write(`${JSON.stringify(line)}\n`);
		};
	};
	return {
		error: writer('error'),
		warn: writer('warn'),
		info: writer('info'),
		debug: writer('debug')
	};
}
