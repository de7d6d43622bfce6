/**
 * Whether a server has printed a secret. What its clients sent and got is noted by `witness.ts`, what its settings
 * hold is known here; a leak is told by the kind of secret and the line, never by the secret itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secret {
	readonly kind: string;
	readonly value: string;
}

/** What a process printed in one life. */
export interface Output {
	readonly stdout: string;
	readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Anything shorter is no secret that a test could tell from other words. */
const SHORTEST = 8;
const NUMERIC_CODE = /^\d{6,8}$/;

function readIfThere(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

function secretsOfSettings(environment: Environment): Secret[] {
	const urls = ['DATABASE_URL', 'REDIS_URL', 'SMTP_URL'].flatMap((name) => {
		const url = environment[name];
		return url === undefined ? [] : [{ kind: `password of ${name}`, value: new URL(url).password }];
	});
	const keys = (environment['LATCHKEY_MASTER_KEYS'] ?? '')
		.split(',')
		.map((key) => ({ kind: 'master key', value: key.split(':')[1] ?? '' }));
	return [...urls, ...keys];
}

/** A cookie is a secret as a whole and in its parts, but for the ids of ours that are in it. */
function partsOf({ kind, value }: Secret): Secret[] {
	if (!kind.startsWith('cookie ')) return [{ kind, value }];
	const parts = [value, ...value.split('.')].filter((part) => !/^[a-z]{3}_[\w-]{22}$/.test(part));
	return parts.filter((part) => part.length >= 16).map((part) => ({ kind, value: part }));
}

/** Every secret that the processes of this folder have met. */
export function secretsSeen(folder: string, environment: Environment): Secret[] {
	const noted = readIfThere(join(folder, 'secrets-seen.jsonl')).split('\n').slice(0, -1);
	const seen = noted.map((line) => {
		const [kind = '', value = ''] = JSON.parse(line) as string[];
		return { kind, value };
	});
	const keyFile =
		readIfThere(join(folder, 'data', 'master.key'))
			.trim()
			.split(':')
			.at(-1) ?? '';
	const own = [...secretsOfSettings(environment), { kind: 'master key', value: keyFile }];
	return [...seen, ...own].flatMap(partsOf);
}

/** What is printed for people and says so: decisions 0016 and 0019. */
function withoutWhatIsMeant({ stdout, stderr }: Output): string[] {
	const meant = stdout
		.replace(/^┌ mail\n(?:│.*\n)*(?:└\n)?/gm, '')
		.replace(/^ {2}make the first administrator, once: .*$/gm, '');
	return [...meant.split('\n'), ...stderr.split('\n')];
}

const spellings = (value: string): string[] => [
	value,
	encodeURIComponent(value.toWellFormed()),
	encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'),
	JSON.stringify(value).slice(1, -1),
	Buffer.from(value).toString('base64').replace(/=+$/, '')
];

/** Short ones stand alone, or they would be found in every other word. */
function standsIn(line: string, { at, text }: { at: number; text: string }): boolean {
	if (text.length >= 16) return true;
	const around = `${line[at - 1] ?? ''}${line[at + text.length] ?? ''}`;
	return !/[\w-]/.test(around);
}

/** The secrets by their first characters: however many there are, a line is read once. */
function indexOf(secrets: readonly Secret[]): Map<string, Secret[]> {
	const spelled = secrets.flatMap(({ kind, value }) =>
		spellings(value).map((text) => ({ kind, value: text }))
	);
	const long = spelled.filter(({ value }) => value.length >= SHORTEST);
	return Map.groupBy(long, ({ value }) => value.slice(0, SHORTEST));
}

function found(line: string, index: ReadonlyMap<string, readonly Secret[]>): Secret | undefined {
	for (let at = 0; at + SHORTEST <= line.length; at++) {
		const here = index
			.get(line.slice(at, at + SHORTEST))
			?.find(({ value: text }) => line.startsWith(text, at) && standsIn(line, { at, text }));
		if (here) return here;
	}
	return undefined;
}

/** Each line that has a secret in it, without its secrets but with their kinds. */
export function findLeaks(output: Output, secrets: readonly Secret[]): string[] {
	const index = indexOf(secrets);
	const codes = new Map(
		secrets.filter(({ value }) => NUMERIC_CODE.test(value)).map(({ kind, value }) => [value, kind])
	);
	const masked = (line: string): string => {
		const leak = found(line, index);
		if (leak) return masked(line.replaceAll(leak.value, `‹${leak.kind}›`));
		return line.replace(/(?<![\w.-])\d{6,8}(?![\w-])/g, (digits) => {
			const kind = codes.get(digits);
			return kind === undefined ? digits : `‹${kind}›`;
		});
	};
	return withoutWhatIsMeant(output).flatMap((line) => {
		const safe = masked(line);
		return safe === line ? [] : safe;
	});
}

/** Lines on stderr that are not of our logger: somebody prints in their own words. */
export function findStrangers({ stderr }: Output): string[] {
	const whole = stderr.split('\n').slice(0, -1);
	return whole.filter((line) => !/^\{"time":"[^"]+","level":"\w+","event":"[\w.]+"/.test(line));
}
