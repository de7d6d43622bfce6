import type { Random } from '#lib/server/core/random.ts';

const NUMBERS = 3;

/** The number that the asking screen shows, and it among decoys, in an order that says nothing. */
export function drawNumbers(random: Random): { number: string; numbers: readonly string[] } {
	const chosen = new Set<string>();
	// Of two digits, of which a glance tells one from another.
	while (chosen.size < NUMBERS) {
		const drawn = Buffer.from(random.bytes(4)).readUInt32BE() % 90;
		chosen.add(String(10 + drawn));
	}
	const [number = ''] = chosen;
	return { number, numbers: [...chosen].sort() };
}
