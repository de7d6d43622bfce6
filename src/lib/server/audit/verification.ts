/**
 * Verification: whether the log is what was written, event by event, and where it first is not.
 * It reads page by page, also while events are being appended.
 */
import { createChain, spellLink, type Chain, type ChainedEntry, type Link } from './chain.ts';
import { diagnose, type Fault } from './diagnosis.ts';
import type { AuditChain, OpenedChain } from './ports.ts';

export type Verification = Intact | Broken;

export interface Intact {
	readonly isIntact: true;
	readonly count: number;
	readonly first?: Date | undefined;
	readonly last?: Date | undefined;
	/** So many of them are from before there was a chain, and prove nothing about the time before. */
	readonly adopted: number;
	/** Kept elsewhere, it proves later that nothing up to here was put back or made anew. */
	readonly head: string;
}

export interface Broken {
	readonly isIntact: false;
	readonly fault: Fault;
	/** The first event that is not as it was. */
	readonly sequence: number;
	/** So many events before it are. */
	readonly count: number;
}

export interface VerifyOptions {
	/** A head that was kept elsewhere: the chain has to lead through it. */
	readonly kept?: Link | undefined;
	readonly onProgress?: (done: number, total: number) => void;
}

const PAGE = 1000;

/** How far the chain holds, and the fault that ended the walk. */
interface Walked {
	readonly link: Link;
	readonly first?: Date | undefined;
	readonly last?: Date | undefined;
	readonly adopted: number;
	readonly fault?: { readonly fault: Fault; readonly sequence: number };
}

export async function verifyChain(
	store: AuditChain,
	options: VerifyOptions = {}
): Promise<Verification> {
	const opened = await store.open();
	if (!opened) return { isIntact: false, fault: 'head-changed', sequence: 0, count: 0 };
	if (!opened.key) return { isIntact: false, fault: 'wrong-key', sequence: 0, count: 0 };
	const chain = createChain(opened.key);
	const walked = await walk(chain, { store, opened, options });
	const { link, first, last, adopted } = walked;
	const broken = walked.fault ?? (await faultOfEnd(chain, { store, opened, link, options }));
	const count = link.sequence;
	if (broken) return { isIntact: false, ...broken, count };
	return { isIntact: true, count, first, last, adopted, head: spellLink(link) };
}

interface Walking {
	readonly store: AuditChain;
	readonly opened: OpenedChain;
	readonly options: VerifyOptions;
}

/** Up to the head as it was at the beginning: what is appended meanwhile is for the next time. */
async function walk(chain: Chain, { store, opened, options }: Walking): Promise<Walked> {
	const { head } = opened;
	let walked: Walked = { link: chain.genesis, adopted: 0 };
	for await (const entry of entriesOf(store)) {
		if (entry.sequence > head.sequence) break;
		const link = chain.next(walked.link, entry);
		const isNext = entry.sequence === link.sequence && entry.mac === link.mac;
		if (!isNext) {
			const fault = await diagnose(chain, { store, opened, previous: walked.link, entry });
			return { ...walked, fault: { fault, sequence: Math.min(entry.sequence, link.sequence) } };
		}
		const at = new Date(Number(entry.at));
		const adopted = entry.code === 'audit.chain_begun' ? walked.link.sequence : walked.adopted;
		walked = { link, first: walked.first ?? at, last: at, adopted };
		if (isForeign(link, options)) return { ...walked, fault: rolledBackAt(link.sequence) };
		if (link.sequence % PAGE === 0) options.onProgress?.(link.sequence, head.sequence);
	}
	return walked;
}

/** Whether the head that was kept says that another event stood here. */
function isForeign({ sequence, mac }: Link, { kept }: VerifyOptions): boolean {
	return kept?.sequence === sequence && kept.mac !== mac;
}

const rolledBackAt = (sequence: number) => ({ fault: 'rolled-back', sequence }) as const;

/** What is wrong where the events end, if something is. */
async function faultOfEnd(
	chain: Chain,
	{ store, opened, link, options }: Walking & { link: Link }
) {
	const { head } = opened;
	const { kept } = options;
	const isSealed = head.seal === chain.sealOf(head);
	if (isSealed && link.sequence < head.sequence)
		return { fault: 'tail-cut', sequence: link.sequence + 1 } as const;
	if (!isSealed || head.mac !== link.mac)
		return { fault: 'head-changed', sequence: head.sequence } as const;
	if (await hasSurplus(store, head)) {
		return { fault: 'inserted', sequence: head.sequence + 1 } as const;
	}
	if (kept && kept.sequence > link.sequence) return rolledBackAt(link.sequence + 1);
	return isForeign(link, options) ? rolledBackAt(link.sequence) : undefined;
}

/** Whether there are events that no head counts. One that was just appended has moved the head with it. */
async function hasSurplus(store: AuditChain, { sequence }: Link): Promise<boolean> {
	const [surplus] = await store.entries({ after: sequence, limit: 1 });
	if (!surplus) return false;
	const now = await store.open();
	return !now || now.head.sequence < surplus.sequence;
}

async function* entriesOf(store: AuditChain): AsyncGenerator<ChainedEntry> {
	for (let after: number | undefined; ;) {
		const page = await store.entries({ after, limit: PAGE });
		yield* page;
		const last = page.at(-1);
		if (!last || page.length < PAGE) return;
		after = last.sequence;
	}
}
