/** How many characters to insert, drop or replace to make one word of the other. */
function distance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (const [index, letter] of [...from].entries()) {
		const next = [index + 1];
		for (const [column, other] of [...to].entries()) {
			const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
			next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}

/** The name that is spelled most like the one given. */
export function nearest(name: string, names: readonly string[]): string {
	const ranked = names.map((each) => ({ each, cost: distance(name, each) }));
	return ranked.reduce((best, next) => (next.cost < best.cost ? next : best)).each;
}
