/** What was seen while a fault lasted. */
export interface Tally {
	requests: number;
	/** Answered 503, in the form that it must have. */
	refused: number;
	/** The connection ended before the answer. */
	cut: number;
	/** Nobody listened; the next process was asked. */
	unreachable: number;
	/** Signed-in browsers that found themselves signed out. */
	signedOut: number;
	slowestRefusalMs: number;
	/** Honest journeys that had to begin again, and why. */
	readonly interruptions: string[];
	readonly lost: string[];
	readonly wronglyAccepted: string[];
	/** How long the slowest sign of life took meanwhile, which no store is asked for: this machine, not a fault. */
	slowestPulseMs: number;
	/** Answers that no fault excuses: a 500, a refusal without its form. */
	readonly wrong: string[];
}

export function createTally(): Tally {
	return {
		requests: 0,
		refused: 0,
		cut: 0,
		unreachable: 0,
		signedOut: 0,
		slowestRefusalMs: 0,
		slowestPulseMs: 0,
		interruptions: [],
		lost: [],
		wronglyAccepted: [],
		wrong: []
	};
}
