import { refuse } from './refusals.ts';

/**
 * Runs work in a bounded number of slots, first come first served.
 * @throws `passwords.busy` at once when all slots and all places in the queue are taken
 */
export function createSlots({ concurrency, queue }: { concurrency: number; queue: number }) {
	const waiting: (() => void)[] = [];
	let free = concurrency;

	const enter = async (): Promise<void> => {
		if (free > 0) {
			free -= 1;
			return;
		}
		if (waiting.length >= queue) throw refuse.busy();
		await new Promise<void>((resume) => waiting.push(resume));
	};

	const leave = (): void => {
		const next = waiting.shift();
		// The slot passes to the next in line without becoming free, so that nobody can cut in.
		if (next) next();
		else free += 1;
	};

	return async <Result>(work: () => Promise<Result>): Promise<Result> => {
		await enter();
		try {
			return await work();
		} finally {
			leave();
		}
	};
}
