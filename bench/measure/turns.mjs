/**
 * Pairs in turn. Each turn measures every subject once, in an order that is reversed from turn to turn, so that a
 * machine that warms up, slows down or is shared treats all of them alike.
 */

/**
 * @template Result
 * @param {readonly { name: string, measure: (turn: number) => Promise<Result> }[]} subjects
 * @param {number} turns
 * @returns {Promise<Record<string, Result[]>>} the first turn warms up and is not among them
 */
export async function inTurns(subjects, turns) {
	const results = Object.fromEntries(subjects.map(({ name }) => [name, []]));
	for (let turn = 0; turn <= turns; turn += 1) {
		const order = turn % 2 === 0 ? subjects : [...subjects].reverse();
		for (const { name, measure } of order) {
			const result = await measure(turn);
			if (turn > 0) results[name].push(result);
		}
	}
	return results;
}
