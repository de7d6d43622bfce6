/** A row as it is shown when it is done. */
import { figure, spread, targetOf, verdict } from './words.mjs';

export function printRow({ title, seconds, findings, measures }) {
	process.stdout.write(`\n${title} (${Math.round(seconds)} s)\n`);
	for (const finding of findings) {
		const parts = [figure(finding), spread(finding), targetOf(finding), verdict(finding)];
		process.stdout.write(`  ${finding.what}: ${parts.filter(Boolean).join(', ')}\n`);
	}
	for (const { subject, values } of measures) {
		const shown = Object.entries(values).map(
			([label, value]) => `${figure({ unit: '', value })} ${label}`
		);
		process.stdout.write(`    ${subject}: ${shown.join(', ')}\n`);
	}
}
