/**
 * npm test: installs what the tests need, starts Redis and PostgreSQL for them, and runs every
 * layer. The last line is "N passed, N failed"; the exit code is 1 if any failed.
 */
import { ensureInstalled } from './install.mjs';
import * as layers from './layers.mjs';
import { endAll, mustRun } from './run.mjs';
import { startStores } from './stores.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const PARALLEL = 2;

let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		isInterrupted = true;
		endAll(signal);
	});
}

const totals = { passed: 0, failed: 0 };
const underWay = new Map();
/** What failed, by layer: said again at the end, below all that the layers print. */
const failed = [];

function showRunning() {
	if (!process.stdout.isTTY || underWay.size === 0) return;
	const parts = [...underWay].map(([name, since]) => `${name} ${secondsSince(since)} s`);
	process.stdout.write(`\r\x1b[K… ${parts.join(', ')}`);
}

function secondsSince(since) {
	return ((performance.now() - since) / 1000).toFixed(1);
}

function print(line) {
	process.stdout.write(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${line}\n`);
}

async function runLayer(layer, env) {
	if (isInterrupted) return false;
	const since = performance.now();
	underWay.set(layer.name, since);
	const { output, failures = [], ...counts } = await layer.run(env);
	underWay.delete(layer.name);
	totals.passed += counts.passed;
	totals.failed += counts.failed;
	const isGood = counts.failed === 0;
	const time = `${secondsSince(since)} s`.padStart(8);
	const result = isGood
		? `${counts.passed} passed`
		: `${counts.passed} passed, ${counts.failed} failed`;
	print(`${isGood ? '✓' : '✗'} ${layer.name.padEnd(24)}${time}   ${result}`);
	if (!isGood) {
		print(output.trimEnd());
		failed.push(`✗ ${layer.name}`, ...failures.map((each) => `  ${each}`));
	}
	return isGood;
}

/** Starts them in order, as many at once as there are cores to use. */
async function runTogether(several, env) {
	const queue = [...several];
	const results = [];
	const work = async () => {
		for (let next = queue.shift(); next; next = queue.shift()) {
			results.push({ layer: next, ok: await runLayer(next, env) });
		}
	};
	await Promise.all(Array.from({ length: PARALLEL }, work));
	return (layer) => results.find((each) => each.layer === layer)?.ok;
}

async function runAll(env) {
	await mustRun('svelte-kit', ['sync']);
	const { lint, types, arch, dead, unit, built, hostile, conformance, browser, faults } = layers;
	const passed = await runTogether([lint, types, arch, dead, built], env);
	// These use every core themselves.
	await runLayer(unit, env);
	for (const layer of [hostile, conformance, browser, faults]) {
		if (passed(built)) {
			await runLayer(layer, env);
		} else {
			totals.failed += 1;
			failed.push(`✗ ${layer.name}: not run, there is no build`);
		}
	}
}

async function main() {
	await ensureInstalled();
	await ensureSystemPackages({ withBrowser: true });
	const stores = await startStores();
	const ticker = setInterval(showRunning, 500);
	try {
		await runAll(stores.environment);
	} finally {
		clearInterval(ticker);
		await stores.stop();
	}
	if (isInterrupted) throw new Error('Interrupted.');
}

try {
	await main();
} catch (error) {
	print(error.message);
	totals.failed += 1;
}
for (const line of failed) print(line.slice(0, 400));
print(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
