/** Secrets from files, as container platforms hand them over: `REDIS_URL_FILE` names a file with `REDIS_URL` in it. */
import { secretNames, type ConfigProblem, type Environment } from './environment.ts';

export type ReadFile = (path: string) => string;

interface Given {
	readonly environment: Environment;
	readonly problems: readonly ConfigProblem[];
}

const REMEDY = 'It names a file that holds the setting and nothing else';

/** The text of the file, or what is wrong with it. */
function readSecret(path: string, readFile: ReadFile): { text: string } | { problem: string } {
	try {
		const text = readFile(path).trim();
		return text === '' ? { problem: 'names an empty file' } : { text };
	} catch (error) {
		const { code } = error as { code?: unknown };
		return { problem: `names a file that cannot be read (${String(code)})` };
	}
}

export function withSecretFiles(environment: Environment, readFile: ReadFile): Given {
	const problems: ConfigProblem[] = [];
	const read: Record<string, string> = {};
	for (const name of secretNames) {
		const setting = `${name}_FILE`;
		const path = environment[setting];
		if (path === undefined) continue;
		const found =
			environment[name] === undefined
				? readSecret(path, readFile)
				: { problem: `is set, and so is ${name}: one of them must go` };
		if ('text' in found) read[name] = found.text;
		else problems.push({ setting, problem: found.problem, remedy: REMEDY });
	}
	return { environment: { ...environment, ...read }, problems };
}
