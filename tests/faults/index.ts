/**
 * The fault suite: two processes on one Redis and one PostgreSQL, and one on the embedded stores, under
 * a steady load of honest journeys, while one thing after another goes wrong.
 *
 *   node tests/faults/index.ts [--short] [--minutes N] [--faults a,b] [--seed N] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { embeddedFaults } from './embedded-faults.ts';
import type { Fault } from './fault.ts';
import { createLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { postgresFaults } from './postgres-faults.ts';
import { processFaults } from './process-faults.ts';
import { redisFaults } from './redis-faults.ts';
import { runFault, signUpVisitor, type Row } from './runner.ts';
import { tableOf } from './table.ts';
import { createTally } from './tally.ts';
import { verify } from './verify.ts';
import { openEmbeddedWorld, openSharedWorld, type World } from './world.ts';

const { values } = parseArgs({
	options: {
		short: { type: 'boolean', default: false },
		minutes: { type: 'string', default: '0' },
		faults: { type: 'string', default: '' },
		seed: { type: 'string', default: String(Date.now() % 1_000_000) },
		json: { type: 'string' }
	}
});
const wanted = values.faults.split(',').filter(Boolean);
const endsAt = performance.now() + Number(values.minutes) * 60_000;

/** Mulberry32: the same seed gives the same order. */
function createDice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const dice = createDice(Number(values.seed));
const shuffled = <Item>(items: readonly Item[]): Item[] =>
	items
		.map((item) => ({ item, at: dice() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);

function durationOf({ lastsMs: { short, long } }: Fault): number | undefined {
	return values.short ? short : long;
}

function chosen(faults: readonly Fault[]): readonly Fault[] {
	return faults
		.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
		.filter((fault) => durationOf(fault) !== undefined);
}

async function runWorld<Opened extends World>(
	open: () => Promise<Opened>,
	faultsOf: (world: Opened) => readonly Fault[]
): Promise<readonly Row[]> {
	const world = await open();
	try {
		const faults = chosen(faultsOf(world));
		if (faults.length === 0) return [];
		const { site, name } = world;
		const ledger = createLedger();
		const scene = { name, site, ledger, visitor: await signUpVisitor(site) };
		const load = startLoad(site, ledger);
		const rows: Row[] = [];
		const add = (row: Row) => {
			rows.push(row);
			process.stderr.write(`${row.failures.length === 0 ? '✓' : '✗'} ${row.fault}\n`);
		};
		// There must be something that could be lost.
		await load.anotherLife();
		for (let round = 0; round === 0 || performance.now() < endsAt; round += 1)
			for (const fault of round === 0 ? faults : shuffled(faults))
				add(await runFault({ ...scene, load }, fault, durationOf(fault) ?? 0));
		await load.anotherLife();
		await load.end();
		add(await everythingSince(world, { ledger, lives: load.lives() }));
		return rows;
	} finally {
		await world.close();
	}
}

/** When all is over, everything that was ever acknowledged is looked at once more. */
async function everythingSince(
	{ site, name, servers, logs }: World,
	{ ledger, lives }: { ledger: Parameters<typeof verify>[1]; lives: number }
): Promise<Row> {
	site.tally = createTally();
	await verify(site, ledger, { mayForgetSessions: true, whom: 'all' });
	const { lost, wronglyAccepted, wrong } = site.tally;
	const ended = servers.filter((server) => !server.isRunning());
	const errors = logs().match(/"event":"error".*/g) ?? [];
	const failures = [
		...lost.map((what) => `lost: ${what}`),
		...wronglyAccepted.map((what) => `accepted: ${what}`),
		...wrong,
		...ended.map((server) => `a process has ended by itself: ${server.logs().slice(-2000)}`),
		...errors.slice(0, 5).map((line) => `logged: ${line.slice(0, 1000)}`)
	];
	return {
		...site.tally,
		world: name,
		fault: `in the end: ${ledger.people.length} accounts, ${lives} whole lives`,
		failures,
		recoverySeconds: 0
	};
}

const rows = [
	...(await runWorld(openSharedWorld, (world) => [
		...processFaults(world),
		...redisFaults(world),
		...postgresFaults(world)
	])),
	...(await runWorld(openEmbeddedWorld, embeddedFaults))
];
process.stdout.write(`${tableOf(rows)}\nseed ${values.seed}\n`);
if (values.json) writeFileSync(values.json, JSON.stringify(rows, undefined, '\t'));
process.exitCode = rows.some(({ failures }) => failures.length > 0) ? 1 : 0;
