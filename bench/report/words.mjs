/** Figures as they are read: three digits that count, the unit, the spread, the target. */

export function number(value) {
	// What was not measured is null in the results that were kept.
	if (typeof value !== 'number' || Number.isNaN(value)) return '–';
	const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
	return value.toLocaleString('en', {
		minimumFractionDigits: Math.min(digits, 3),
		maximumFractionDigits: Math.min(digits, 3)
	});
}

const withUnit = (text, unit) => (unit === '×' ? `${text} ×` : `${text} ${unit}`.trim());

export function figure({ unit, value }) {
	return withUnit(number(value.median), unit);
}

/** The middle half of the turns; nothing where there was one. */
export function spread({ value: { low, high } }) {
	return low === high ? '' : `${number(low)} to ${number(high)}`;
}

export function targetOf({ target, unit }) {
	if (!target) return '';
	const { least, most } = target;
	if (least !== undefined && most !== undefined) return `target ${least} to ${most}`;
	return least === undefined
		? `target at most ${withUnit(String(most), unit)}`
		: `target at least ${withUnit(String(least), unit)}`;
}

export function verdict({ isMet }) {
	if (isMet === undefined) return '';
	return isMet ? 'met' : 'MISSED';
}
