/**
 * What applications import, built into dist/, a package of its own: `npm pack ./dist` makes a file that npm installs.
 *   npm run build:packages
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { bin, root } from './project.mjs';
import { mustRun } from './run.mjs';

const dist = join(root, 'dist');

/** The exports of the project as they are from within dist/. */
function manifest() {
	const { name, version, description, license, dependencies, devDependencies, ...own } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8')
	);
	const within = (path) => path.replace(/^\.\/dist\//, './');
	const exports = Object.entries(own.exports).map(([entry, { types, default: script }]) => [
		entry,
		{ types: within(types), default: within(script) }
	]);
	return {
		name,
		version,
		description,
		license,
		type: 'module',
		sideEffects: false,
		exports: Object.fromEntries(exports),
		dependencies: { '@simplewebauthn/browser': dependencies['@simplewebauthn/browser'] },
		peerDependencies: { svelte: `^${devDependencies.svelte}` },
		peerDependenciesMeta: { svelte: { optional: true } }
	};
}

export async function buildPackages() {
	rmSync(dist, { recursive: true, force: true });
	const built = await mustRun(join(bin, 'vite'), ['build', '--config', 'vite.packages.config.ts']);
	const declared = await mustRun(join(bin, 'tsc'), ['-p', 'tsconfig.packages.json']);
	writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest(), undefined, '\t')}\n`);
	copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
	// It is within what proves keys and verifies tokens.
	copyFileSync(join(root, 'node_modules/jose/LICENSE.md'), join(dist, 'LICENSE-jose.md'));
	return built + declared;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	console.log((await buildPackages()).trimEnd());
}
