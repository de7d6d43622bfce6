/** Medians and spreads: what of a noisy machine can be believed. */

export function median(values) {
	return quantile(values, 0.5);
}

export function quantile(values, at) {
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * at;
	const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return low + (high - low) * (place - Math.floor(place));
}

/** A median with the half of the values that lies around it. */
export function summary(values) {
	return {
		median: median(values),
		low: quantile(values, 0.25),
		high: quantile(values, 0.75)
	};
}

/** How two subjects compare, turn by turn: whatever slowed the machine down slowed both. */
export function ratio(above, below) {
	return summary(above.map((value, turn) => value / below[turn]));
}
