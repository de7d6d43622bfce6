/** What a row says: what was measured of each subject, and how subjects compare, with the target if there is one. */
import { ratio, summary } from './statistics.mjs';

/**
 * @typedef {{ median: number, low: number, high: number }} Summary
 * @typedef {{ least?: number, most?: number }} Target
 * @typedef {{ what: string, unit: string, value: Summary, target?: Target, isMet?: boolean }} Finding
 * @typedef {{ subject: string, values: Record<string, Summary> }} Measure
 */

/** @returns {Finding} */
export function finding(what, value, { unit = '×', target } = {}) {
	return { what, unit, value, ...(target && { target, isMet: meets(value.median, target) }) };
}

function meets(value, { least = -Infinity, most = Infinity }) {
	return value >= least && value <= most;
}

/** How often one subject's figure holds the other's, turn by turn. */
export function compared(results, { of = 'perSecond', above, below, what, target }) {
	const figures = (name) => results[name].map((each) => each[of]);
	const said = what ?? `${above} to ${below}`;
	return finding(said, ratio(figures(above), figures(below)), { target });
}

/**
 * The same, said twice: by requests a second, and by the processor time of the server, which counts the same
 * whoever else is on the machine. On a quiet one both agree.
 */
export function comparedTwice(results, { above, below, what = `${above} to ${below}`, target }) {
	return [
		compared(results, { above, below, what, target }),
		compared(results, {
			above: below,
			below: above,
			of: 'cpuMsEach',
			what: `${what}, by CPU`,
			target
		})
	];
}

const LOAD_FIGURES = {
	perSecond: 'a second',
	cpuMsEach: 'CPU ms each',
	busy: 'CPU in use',
	p99: 'p99 ms'
};

/** @returns {Measure[]} the figures of subjects that were driven */
export function measures(results, figures = LOAD_FIGURES) {
	return Object.entries(results).map(([subject, turns]) => ({
		subject,
		values: Object.fromEntries(
			Object.entries(figures).map(([key, label]) => [
				label,
				summary(turns.map((each) => each[key]))
			])
		)
	}));
}
