/** Runs the rows, one after the other, and reports. */
import { leaveServerCore, machineFacts } from './machine.mjs';
import { printRow } from './report/print.mjs';
import { readResults, writeReport } from './report/write.mjs';
import { rows } from './rows/index.mjs';
import { openStage } from './stage.mjs';

const PACES = {
	full: { turns: 6, ms: 1000, part: 1 },
	quick: { turns: 2, ms: 250, part: 0.2 }
};

function chosenRows(only) {
	const unknown = only.filter((id) => !rows.some((row) => row.id === id));
	if (unknown.length === 0) return rows.filter(({ id }) => only.length === 0 || only.includes(id));
	throw new Error(`There is no row ${unknown}; there are ${rows.map(({ id }) => id).join(', ')}.`);
}

/** One row; what fails in it is its result. */
async function runRow(row, context) {
	const since = performance.now();
	try {
		const result = await row.run(context);
		const seconds = (performance.now() - since) / 1000;
		return { id: row.id, title: row.title, seconds, ...result };
	} finally {
		await context.stage.clear();
	}
}

/** @returns {Promise<number>} the exit code: 0 also where a target is missed, for that is a finding */
export async function runBench({ quick, only, write }) {
	const chosen = chosenRows(only);
	const machine = machineFacts();
	leaveServerCore();
	const stage = await openStage();
	const end = () => void stage.close().finally(() => process.exit(130));
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
	const results = [];
	const since = performance.now();
	try {
		for (const row of chosen) {
			const result = await runRow(row, { stage, pace: quick ? PACES.quick : PACES.full });
			results.push(result);
			printRow(result);
		}
	} finally {
		await stage.close();
	}
	const seconds = Math.round((performance.now() - since) / 1000);
	process.stdout.write(`\nMeasured in ${seconds} s.\n`);
	if (write) {
		const kept = only.length > 0 ? readResults().rows : [];
		const others = kept.filter(({ id }) => !results.some((each) => each.id === id));
		await writeReport({ machine, rows: [...others, ...results] });
	}
	return 0;
}
