/** A steady load: a few honest people at a time, and an attacker at each process. */
import { setTimeout as delay } from 'node:timers/promises';

import type { Site } from './browser.ts';
import type { Ledger } from './ledger.ts';
import { live } from './life.ts';
import { probe } from './probes.ts';

const PEOPLE = 3;
const PAUSE_MS = 40;

/** How long anything may take on a slow machine. */
const PATIENCE_MS = 120_000;

export interface Load {
	/** How many lives went through from end to end. */
	lives(): number;
	/** Resolves when another one has. */
	anotherLife(): Promise<void>;
	/** Resolves when nobody is in the middle of a request. */
	hold(): Promise<void>;
	release(): void;
	end(): Promise<void>;
}

class OverError extends Error {}

export function startLoad(site: Site, ledger: Ledger): Load {
	const over = new AbortController();
	let lives = 0;
	let waiting = 0;
	let held: { promise: Promise<void>; resolve: () => void } | undefined;
	let onAllHeld: (() => void) | undefined;

	const gate = async () => {
		while (held) {
			waiting += 1;
			if (waiting === PEOPLE) onAllHeld?.();
			await held.promise;
			waiting -= 1;
		}
		if (over.signal.aborted) throw new OverError();
		await delay(PAUSE_MS);
	};
	const person = async () => {
		for (;;) if (await live({ site, ledger, gate })) lives += 1;
	};
	const untilOver = (work: Promise<unknown>) =>
		work.catch((error: unknown) => {
			if (!(error instanceof OverError)) throw error;
		});
	const people = Array.from({ length: PEOPLE }, () => untilOver(person()));
	const probes = site.processes.map((only) => probe({ site, only }, ledger, over.signal));

	const release = () => {
		held?.resolve();
		held = undefined;
	};
	return {
		lives: () => lives,
		async anotherLife() {
			const [before, since] = [lives, performance.now()];
			while (lives === before) {
				if (performance.now() - since > PATIENCE_MS) throw new Error('Nobody gets through.');
				await delay(PAUSE_MS);
			}
		},
		async hold() {
			held = Promise.withResolvers<void>();
			await new Promise<void>((resolve) => {
				onAllHeld = resolve;
				if (waiting === PEOPLE) resolve();
			});
		},
		release,
		async end() {
			over.abort();
			release();
			await Promise.all([...people, ...probes]);
		}
	};
}
