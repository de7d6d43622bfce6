import { refuse } from './refusals.ts';

/** Hears of work as it arrives, begins and ends, in the calls that it returns. */
export interface SlotWatch {
	arrived(): () => () => void;
	/** All slots and all places in the queue were taken. */
	refused(): void;
}

interface SlotOptions {
	readonly concurrency: number;
	readonly queue: number;
	readonly watch?: SlotWatch | undefined;
}

/**
 * Runs work in a bounded number of slots, first come first served.
 * @throws `passwords.busy` at once when all slots and all places in the queue are taken
 */
export function createSlots({ concurrency, queue, watch }: SlotOptions) {
	const waiting: (() => void)[] = [];
	let free = concurrency;

	const enter = async (): Promise<void> => {
		if (free > 0) {
			free -= 1;
			return;
		}
		await new Promise<void>((resume) => waiting.push(resume));
	};

	const leave = (): void => {
		const next = waiting.shift();
		// The slot passes to the next in line without becoming free, so that nobody can cut in.
		if (next) next();
		else free += 1;
	};

	return async <Result>(work: () => Promise<Result>): Promise<Result> => {
		if (free === 0 && waiting.length >= queue) {
			watch?.refused();
			throw refuse.busy();
		}
		const began = watch?.arrived();
		await enter();
		const ended = began?.();
		try {
			return await work();
		} finally {
			ended?.();
			leave();
		}
	};
}
