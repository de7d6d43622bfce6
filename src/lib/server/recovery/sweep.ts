/** Often enough that nobody waits for it, and as cheap as one look at an index. */
const EVERY_MS = 5000;

export interface Sweep {
	begin(): void;
	/** Something is due now, which need not wait for the next look. */
	wake(): void;
	/** Returns when what is under way is done. */
	end(): Promise<void>;
}

/** Calls again and again what tells of things that are due. Each process may: what is told, one of them tells. */
export function createSweep(
	tellDue: () => Promise<void>,
	onFailed: (error: unknown) => void
): Sweep {
	let timer: NodeJS.Timeout | undefined;
	let running = Promise.resolve();
	let isRunning = false;
	let isWanted = false;
	let isEnded = false;

	const run = (): void => {
		if (isEnded) return;
		clearTimeout(timer);
		[isRunning, isWanted] = [true, false];
		running = tellDue().catch(onFailed).then(rest);
	};

	const rest = (): void => {
		isRunning = false;
		if (isWanted) run();
		else timer = setTimeout(run, EVERY_MS).unref();
	};

	return {
		/** At once: something may have become due while no process ran. */
		begin: run,
		wake() {
			// What became due amid a look may not have been seen by it.
			if (isRunning) isWanted = true;
			else if (timer) run();
		},
		async end() {
			isEnded = true;
			await running;
			clearTimeout(timer);
		}
	};
}
