/** Often enough that nobody waits for it, and as cheap as one look at an index. */
const EVERY_MS = 5000;

export interface Sweep {
	begin(): void;
	/** Returns when what is under way is done. */
	end(): Promise<void>;
}

/** Calls again and again what tells of recoveries that are due. Each process may: what is told, one of them tells. */
export function createSweep(
	tellDue: () => Promise<void>,
	onFailed: (error: unknown) => void
): Sweep {
	let timer: NodeJS.Timeout | undefined;
	let running = Promise.resolve();
	let isEnded = false;

	const run = (): void => {
		if (isEnded) return;
		running = tellDue()
			.catch(onFailed)
			.then(() => void (timer = setTimeout(run, EVERY_MS).unref()));
	};

	return {
		/** At once: something may have become due while no process ran. */
		begin: run,
		async end() {
			isEnded = true;
			await running;
			clearTimeout(timer);
		}
	};
}
