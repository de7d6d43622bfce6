/** Every pair of stores, and a second process where they allow one. */
import type { ServerProcess } from '../../support/server-process.ts';
import { BOTH, openWorld, type World } from './world.ts';

export interface OnStores {
	readonly stores: string;
	readonly world: World;
	/** The other process; the same one where the stores are embedded. */
	readonly other: ServerProcess;
}

export async function openBoth(
	environment: Readonly<Record<string, string>> = {}
): Promise<OnStores[]> {
	const worlds: OnStores[] = [];
	for (const stores of BOTH) {
		const world = await openWorld({ stores, environment });
		const other = stores === 'embedded' ? world.server : await world.second();
		worlds.push({ stores, world, other });
	}
	return worlds;
}
