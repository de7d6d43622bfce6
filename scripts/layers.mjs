/** The layers of `npm test`: what each runs, and how its result is counted. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { countFaults, countPlaywright, countVitest } from './counts.mjs';
import { run } from './run.mjs';
import { storePrograms } from './system-packages.mjs';

/** @typedef {{ passed: number, failed: number, output: string, failures?: string[] }} Result */
/** @typedef {{ name: string, run: (env: Record<string, string>) => Promise<Result> }} Layer */

/** A check counts as one test, passed when each of its commands does. */
function check(name, ...commands) {
	return {
		name,
		run: async () => {
			let passes = true;
			let all = '';
			for (const [command, ...args] of commands) {
				const { code, output } = await run(command, args);
				passes &&= code === 0;
				all += output;
			}
			return { passed: Number(passes), failed: Number(!passes), output: all };
		}
	};
}

function readReport(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/** Runs a test runner that writes a JSON report. Without one, or with an unexplained failure, one test has failed. */
async function reported({ args, env = {}, reportTo, count }) {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-report-'));
	const file = join(folder, 'report.json');
	try {
		const [command, ...rest] = args(file);
		const { code, output } = await run(command, rest, { env: { ...env, ...reportTo?.(file) } });
		const report = readReport(file);
		const none = { passed: 0, failed: 0, notes: ['No report.'], failures: [] };
		const { passed, notes, failures, ...counts } = report ? count(report) : none;
		const failed = counts.failed === 0 && (code !== 0 || !report) ? 1 : counts.failed;
		const told = [...notes, ...failures];
		return { passed, failed, output: [output, ...notes].join('\n'), failures: told };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

export const lint = check('lint', ['prettier', '--check', '.'], ['eslint', '.']);
export const types = check('check', ['svelte-check', '--fail-on-warnings']);
export const arch = check('arch', ['depcruise', 'src', '--config', '.dependency-cruiser.js']);
export const dead = check('dead', ['knip']);

/** @returns {Layer} */
function vitest(name, projects, mustCover = []) {
	const chosen = projects.flatMap((project) => ['--project', project]);
	const reporters = ['--reporter=default', '--reporter=json'];
	return {
		name,
		run: (env) =>
			reported({
				env,
				args: (file) => ['vitest', 'run', ...chosen, ...reporters, `--outputFile.json=${file}`],
				count: (report) => countVitest(report, mustCover)
			})
	};
}

export const unit = vitest(
	'unit, contract, routes',
	['unit', 'contract'],
	['/src/lib/server/adapters/']
);
export const hostile = vitest('hostile', ['hostile'], ['/tests/hostile/']);
export const conformance = vitest(
	'conformance',
	['conformance'],
	['basic', 'config', 'rp-initiated-logout', 'back-channel-logout', 'rfc9700'].map(
		(plan) => `/tests/conformance/${plan}/`
	)
);

/** @type {Layer} */
export const built = {
	name: 'build',
	run: async () => {
		try {
			return { passed: 1, failed: 0, output: await build() };
		} catch (error) {
			return { passed: 0, failed: 1, output: error.message };
		}
	}
};

/** @type {Layer} */
export const browser = {
	name: 'browser',
	run: (env) =>
		reported({
			env,
			args: () => ['playwright', 'test', '--reporter=list,json'],
			reportTo: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file, FORCE_COLOR: '0' }),
			count: countPlaywright
		})
};

/** @type {Layer} */
export const faults = {
	name: 'faults, short form',
	run: () =>
		reported({
			env: storePrograms(),
			args: (file) => ['node', 'tests/faults/index.ts', '--short', '--json', file],
			count: countFaults
		})
};
