/** Where the project is, and the pinned Node that its tools run on. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = join(root, 'node_modules', '.bin');
export const serverEntry = join(root, 'build', 'server', 'main.js');
export const cliEntry = join(root, 'build', 'server', 'cli.js');

/** An environment in which every tool finds the pinned Node first. */
export function toolEnvironment(extra = {}) {
	return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...extra };
}

/** The pinned Node where the platform has one, else this one if it is new enough. */
export function findNode() {
	const pinned = join(bin, 'node');
	if (existsSync(pinned)) return pinned;
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	throw new Error(
		`Latchkey needs Node.js 24 or newer and none comes with it for ${process.platform}-${process.arch}. ` +
			`This is ${process.version}: install a newer one from nodejs.org.`
	);
}
