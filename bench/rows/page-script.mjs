/** All JavaScript that the sign-in page may load, the passkey ceremony included, as gzip sends it. */
import { gzipSync } from 'node:zlib';

import { finding } from '../measure/comparison.mjs';
import { summary } from '../measure/statistics.mjs';

const LEVEL = 9;
const inPage = /<script\b([^>]*)>([^]*?)<\/script>/g;
const preloaded = /<link\b[^>]*rel="modulepreload"[^>]*>/g;
const imported =
	/(?:import|from)\s*\(?\s*["'`]([^"'`]+\.js)["'`]|["'`]((?:\.{1,2}|\/_app)\/[^"'`]+\.js)["'`]/g;

const addressIn = (tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1];

/** Scripts of the page, those that they import, and those that they name to import later. */
async function scriptsOf(page) {
	const html = await (await fetch(page)).text();
	const inline = [];
	const waiting = [...html.matchAll(preloaded)].map(([tag]) => addressIn(tag));
	for (const [, attributes, text] of html.matchAll(inPage)) {
		if (addressIn(attributes)) waiting.push(addressIn(attributes));
		else inline.push(text);
	}
	const files = new Map();
	const queue = [
		...waiting.map((each) => new URL(each, page).href),
		...inline.flatMap((text) => importsOf(text, page))
	];
	for (let next = queue.shift(); next; next = queue.shift()) {
		if (files.has(next)) continue;
		const response = await fetch(next);
		if (!response.ok) throw new Error(`${next} answered ${response.status}.`);
		const text = await response.text();
		files.set(next, text);
		queue.push(...importsOf(text, next));
	}
	return { inline, files };
}

const importsOf = (text, base) =>
	[...text.matchAll(imported)].map(([, one, other]) => new URL(one ?? other, base).href);

const kilobytes = (texts) =>
	texts.reduce((sum, text) => sum + gzipSync(text, { level: LEVEL }).length, 0) / 1000;

export const pageScript = {
	id: 'page-script',
	title: 'JavaScript of the sign-in page, gzip',

	async run({ stage }) {
		const { latchkey } = await stage.open(['latchkey']);
		const { inline, files } = await scriptsOf(`http://127.0.0.1:${latchkey.port}/sign-in`);
		const all = kilobytes([...inline, ...files.values()]);
		return {
			findings: [
				finding('All that the page may load', summary([all]), { unit: 'kB', target: { most: 35 } }),
				finding('In files', summary([files.size]), { unit: '' })
			],
			measures: []
		};
	}
};
