/** The result for people to read. */
import type { Row } from './runner.ts';

const HEAD = [
	'fault',
	'survived',
	'requests',
	'refused',
	'slowest',
	'cut',
	'signed out',
	'lost',
	'wrongly accepted',
	'seconds to recover'
];

const seconds = (ms: number) => (ms === 0 ? '' : `${(ms / 1000).toFixed(1)} s`);

function cells(row: Row): string[] {
	return [
		row.fault,
		row.failures.length === 0 ? 'yes' : 'NO',
		String(row.requests),
		String(row.refused),
		seconds(row.slowestRefusalMs),
		String(row.cut),
		String(row.signedOut),
		String(row.lost.length),
		String(row.wronglyAccepted.length),
		row.recoverySeconds?.toFixed(1) ?? 'never'
	];
}

function line(values: readonly string[], widths: readonly number[]): string {
	const padded = values.map((value, at) =>
		at === 0 ? value.padEnd(widths[at] ?? 0) : value.padStart(widths[at] ?? 0)
	);
	return `| ${padded.join(' | ')} |`;
}

function countsOf(items: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
	return counts;
}

/** One table for all rows, and below it what went wrong. */
export function tableOf(rows: readonly Row[]): string {
	const body = rows.map(cells);
	const widths = HEAD.map((head, at) =>
		Math.max(head.length, ...body.map((each) => each[at]?.length ?? 0))
	);
	const rule = `|${widths.map((width, at) => (at === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
	const failures = rows.flatMap(({ fault, failures: all }) =>
		[...countsOf(all)].map(
			([what, count]) => `✗ ${fault}: ${what}${count > 1 ? ` (${count} times)` : ''}`
		)
	);
	return [line(HEAD, widths), rule, ...body.map((each) => line(each, widths)), ...failures].join(
		'\n'
	);
}
