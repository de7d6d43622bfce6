/** Keeps the last results and writes the tables of docs/performance.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { root } from '../../scripts/project.mjs';
import { rows as order } from '../rows/index.mjs';
import { figure, number, spread, targetOf, verdict } from './words.mjs';

const resultsFile = join(root, 'bench', 'results', 'last.json');
const page = join(root, 'docs', 'performance.md');
const START = '<!-- Written by npm run bench -- --write -->';
const END = '<!-- End of what is written -->';

export function readResults() {
	return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : { rows: [] };
}

async function writeFormatted(path, text) {
	const options = await resolveConfig(path);
	writeFileSync(path, await format(text, { ...options, filepath: path }));
}

export async function writeReport({ machine, rows }) {
	const places = order.map(({ id }) => id);
	const sorted = [...rows].sort((a, b) => places.indexOf(a.id) - places.indexOf(b.id));
	mkdirSync(join(root, 'bench', 'results'), { recursive: true });
	await writeFormatted(resultsFile, JSON.stringify(rounded({ machine, rows: sorted })));
	const text = readFileSync(page, 'utf8');
	const [before, rest = ''] = text.split(START);
	const after = rest.split(END)[1] ?? '\n';
	const tables = [machineLine(machine), summaryTable(sorted), ...sorted.map(rowTable)].join('\n\n');
	await writeFormatted(page, `${before}${START}\n\n${tables}\n\n${END}${after}`);
}

/** Four digits that count: more would be noise in the history. */
function rounded(value) {
	return JSON.parse(
		JSON.stringify(value, (_, each) =>
			typeof each === 'number' ? Number(each.toPrecision(4)) : each
		)
	);
}

/** With a load of half a core or more, requests a second say little, and CPU says more. */
const BUSY = 0.5;

function machineLine({ processor, cores, memoryGB, system, node, isPinned, load }) {
	const pinned = isPinned ? 'server and client pinned to cores of their own' : 'nothing pinned';
	const others =
		load < BUSY
			? 'which did nothing else'
			: `which was busy with other work (a load of ${number(load)} before the run), so that the ratios by CPU are the ones to go by`;
	return `Measured on ${processor}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}, ${pinned}, ${others}.`;
}

const line = (cells) => `| ${cells.join(' | ')} |`;

function table(head, body) {
	return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** What has a target, in one look. */
function summaryTable(rows) {
	const aimed = rows.flatMap((row) =>
		row.findings.filter(({ target }) => target).map((each) => [row.title, each])
	);
	const body = aimed.map(([title, each]) => [
		title,
		each.what,
		figure(each),
		spread(each),
		targetOf(each).replace('target ', ''),
		verdict(each)
	]);
	return table(['Row', 'What', 'Median', 'Middle half', 'Target', ''], body);
}

function rowTable({ title, findings, measures, notes = [] }) {
	const labels = [...new Set(measures.flatMap(({ values }) => Object.keys(values)))];
	const body = measures.map(({ subject, values }) => [
		subject,
		...labels.map((label) => (values[label] ? number(values[label].median) : ''))
	]);
	const beside = findings
		.filter(({ target }) => !target)
		.map((each) => `- ${each.what}: ${figure(each)}${spread(each) && ` (${spread(each)})`}`);
	const parts = [
		`### ${title}`,
		labels.length > 0 && table(['', ...labels], body),
		beside.join('\n'),
		...notes
	];
	return parts.filter(Boolean).join('\n\n');
}
