import type { Chain, ChainedEntry, Link } from './chain.ts';
import type { AuditChain, OpenedChain } from './ports.ts';

/** What was done to the log. */
export type Fault =
	/** An event is not the one that was written here. */
	| 'changed'
	/** A number has no event. */
	| 'missing'
	/** An event was put between others, or behind the last. */
	| 'inserted'
	/** An event stands in the place of another. */
	| 'reordered'
	/** The last events are gone. */
	| 'tail-cut'
	/** The head is gone, or says what it was not made to say. */
	| 'head-changed'
	/** The key does not open, or is not the one that the chain was made with. */
	| 'wrong-key'
	/** The chain holds, but does not lead through the head that was kept elsewhere. */
	| 'rolled-back';

interface Scene {
	readonly store: AuditChain;
	readonly opened: OpenedChain;
	/** The last link that holds. */
	readonly previous: Link;
	/** What follows it, and does not fit. */
	readonly entry: ChainedEntry;
}

const PAGE = 1000;

/** Names what keeps `entry` from following `previous`, as well as what is left can tell. */
export async function diagnose(chain: Chain, scene: Scene): Promise<Fault> {
	const { opened, previous, entry } = scene;
	const wanted = previous.sequence + 1;
	if (entry.sequence < wanted) return 'inserted';
	if (entry.sequence > wanted) return 'missing';
	// Nothing that it made fits: neither the first event nor the head.
	if (wanted === 1 && opened.head.seal !== chain.sealOf(opened.head)) return 'wrong-key';

	const fits = (before: Link, one: ChainedEntry) => chain.next(before, one).mac === one.mac;
	const [following] = await scene.store.entries({ after: wanted, limit: 1 });
	if (following && fits(previous, following)) {
		const moved = { sequence: wanted, mac: following.mac };
		return fits(moved, entry) ? 'reordered' : 'inserted';
	}
	return (await belongsElsewhere(scene, fits)) ? 'reordered' : 'changed';
}

/** Whether it follows any of the MACs that there are. */
async function belongsElsewhere(
	{ store, entry }: Scene,
	fits: (before: Link, one: ChainedEntry) => boolean
): Promise<boolean> {
	for (let after = 0; ;) {
		const page = await store.entries({ after, limit: PAGE });
		if (page.some((before) => fits(before, entry))) return true;
		const last = page.at(-1);
		if (!last || page.length < PAGE) return false;
		after = last.sequence;
	}
}
