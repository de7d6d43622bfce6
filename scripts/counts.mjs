/** How many tests passed and failed, from what the runners report. A skipped one has failed. */

/** @typedef {{ passed: number, failed: number, notes: string[], failures: string[] }} Counts */

function skipNote(skipped, what) {
	return skipped > 0 ? [`${skipped} ${what} skipped or left to do, which counts as failed.`] : [];
}

const firstLine = (text = '') => text.trimStart().split('\n', 1)[0];

function failuresOfVitest(file) {
	const where = file.name.replace(/^.*?\/(?=(src|tests)\/)/, '');
	const failed = file.assertionResults.filter(({ status }) => status === 'failed');
	return [
		...(failed.length === 0 && file.status === 'failed'
			? [`${where}: ${firstLine(file.message)}`]
			: []),
		...failed.map(
			({ fullName, failureMessages: [message] }) => `${where} › ${fullName}: ${firstLine(message)}`
		)
	];
}

function failuresOfPlaywright({ suites = [], specs = [] }) {
	const failed = specs
		.filter(({ ok }) => !ok)
		.flatMap(({ file, line, title, tests }) =>
			tests
				.filter(({ status }) => status !== 'expected')
				.map(({ projectName }) => `[${projectName}] ${file}:${line} › ${title}`)
		);
	return [...failed, ...suites.flatMap(failuresOfPlaywright)];
}

/**
 * Counts the JSON report of Vitest.
 * @param {any} report
 * @param {readonly string[]} [mustCover] Parts of paths, each of which some test file must have.
 * @returns {Counts}
 */
export function countVitest(report, mustCover = []) {
	const skipped = report.numPendingTests + report.numTodoTests;
	// A file that could not be loaded, or holds no test, has no test to count.
	const empty = report.testResults.filter((file) => file.assertionResults.length === 0);
	const uncovered = mustCover.filter(
		(part) => !report.testResults.some((file) => file.name.includes(part))
	);
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + skipped + empty.length + uncovered.length,
		notes: [
			...skipNote(skipped, 'tests were'),
			...empty.map((file) => `No test ran in ${file.name}.`),
			...uncovered.map((part) => `There is no test in ${part}.`)
		],
		failures: report.testResults.flatMap(failuresOfVitest)
	};
}

/**
 * Counts the JSON report of Playwright. Each project must have run something.
 * @param {any} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
	const { expected, unexpected, flaky, skipped } = report.stats;
	const isEmpty = expected + unexpected + flaky + skipped === 0;
	return {
		passed: expected,
		failed: unexpected + flaky + skipped + report.errors.length + Number(isEmpty),
		notes: [
			...skipNote(skipped, 'browser tests were'),
			...report.errors.map((error) => error.message ?? String(error)),
			...(isEmpty ? ['No browser test ran.'] : [])
		],
		failures: failuresOfPlaywright(report)
	};
}

/**
 * Counts the rows of the fault suite: each is a fault that was survived or not.
 * @param {readonly { failures: readonly string[] }[]} rows
 * @returns {Counts}
 */
export function countFaults(rows) {
	const failures = rows.flatMap((row) => row.failures);
	const failed = rows.filter((row) => row.failures.length > 0).length;
	const notes = rows.length === 0 ? ['No fault was tried.'] : [];
	return { passed: rows.length - failed, failed: failed + notes.length, notes, failures };
}
