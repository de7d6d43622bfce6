/** A fault: how it begins and ends, and what honest people may notice of it. */
export interface Fault {
	readonly name: string;
	/** How long it lasts, in the short form and in the long one; not in the short form at all without the former. */
	readonly lastsMs: { readonly short?: number; readonly long: number };
	inject(): Promise<void>;
	heal(): Promise<void>;
	readonly expects: {
		/** `some`: without any it was no fault. `none`: it is nobody's business. */
		readonly refusals: 'some' | 'none' | 'any';
		/** Whether connections may break before the answer. */
		readonly cuts: 'any' | 'none';
		/** Whether people may be signed out by it. */
		readonly signOuts: 'any' | 'none';
	};
}

type Expectations = Fault['expects'];

/** Refused for a while, and nothing else. */
export const outage: Expectations = { refusals: 'some', cuts: 'none', signOuts: 'none' };
/** Whatever was volatile is gone, or older than it was. */
export const amnesia: Expectations = { refusals: 'any', cuts: 'none', signOuts: 'any' };
/** A hiccup, which may go by unnoticed. */
export const hiccup: Expectations = { refusals: 'any', cuts: 'none', signOuts: 'none' };
export const unnoticed: Expectations = { refusals: 'none', cuts: 'none', signOuts: 'none' };
/** The process that was asked is gone. */
export const death: Expectations = { refusals: 'any', cuts: 'any', signOuts: 'none' };

/** Does something again and again from `inject` to `heal`. */
export function repeatedly(
	everyMs: number,
	work: () => Promise<unknown>
): Pick<Fault, 'inject' | 'heal'> {
	let isOver = false;
	let done: Promise<void> = Promise.resolve();
	const loop = async () => {
		while (!isOver) {
			await work();
			await new Promise((resolve) => setTimeout(resolve, everyMs));
		}
	};
	return {
		async inject() {
			isOver = false;
			await work();
			done = loop();
		},
		async heal() {
			isOver = true;
			await done;
		}
	};
}
