import { parseLink, type Fault, type Verification } from '#lib/server/audit/index.ts';

import { defineCommand, FINE, FOUND_WRONG, json, UsageError, type Shell } from '../command.ts';

type Intact = Extract<Verification, { isIntact: true }>;
type Broken = Extract<Verification, { isIntact: false }>;

const WORDS: Readonly<Record<Fault, string>> = {
	changed: 'is not the event that was written there',
	missing: 'is missing',
	inserted: 'was put there by somebody else than this service',
	reordered: 'belongs in another place',
	'tail-cut': 'and all behind it are missing',
	'head-changed': 'is said to be the last by a head that this service did not write',
	'wrong-key': 'cannot be checked: the key of the chain was replaced, or a master key is missing',
	'rolled-back': 'is not on the way to the head that was kept: the log was put back, or made anew'
};

/** Tells a long run's progress, each tenth of the way. */
function progress({ note }: Shell) {
	let told = 0;
	return (done: number, total: number) => {
		const tenth = Math.floor((10 * done) / total);
		if (tenth <= told) return;
		told = tenth;
		note(`${done} of ${total} events`);
	};
}

function sayIntact({ out, note }: Shell, { count, first, last, adopted, head }: Intact): void {
	const span = first && last ? `, from ${first.toISOString()} to ${last.toISOString()}` : '';
	out(`The log is what was written: events ${count}${span}.`);
	if (adopted > 0) {
		note(
			`The first ${adopted} are from before the chain began, and prove nothing about that time.`
		);
	}
	out(`head ${head}`);
	note('Keep the head elsewhere, and give it next time: audit verify --head VALUE.');
}

function sayBroken({ out, note }: Shell, { fault, sequence, count }: Broken): void {
	out(`The log is not what was written: event ${sequence} ${WORDS[fault]} (${fault}).`);
	out(`Events before it that are as they were written: ${count}.`);
	note('Keep a copy of the database as it is, then see docs/commands.md.');
}

export const auditVerify = defineCommand({
	name: 'audit verify',
	summary: 'Prove that no event of the audit log was changed, removed or added',
	about:
		'It reads the whole log, also while the service runs, and changes nothing. It prints the head: kept elsewhere\n' +
		'and given next time, it also proves that the database was not put back to an earlier state.',
	options: {
		head: {
			type: 'string',
			value: 'HEAD',
			help: 'a head printed before: the log has to contain it'
		},
		json
	},
	async run(shell, { options }) {
		const kept = options.head === undefined ? undefined : parseLink(options.head);
		if (options.head !== undefined && !kept) {
			throw new UsageError('--head must be as audit verify has printed it');
		}
		const { verifyAudit } = await shell.app();
		const verified = await verifyAudit({ kept, onProgress: progress(shell) });
		if (options.json) shell.out(JSON.stringify(verified));
		else if (verified.isIntact) sayIntact(shell, verified);
		else sayBroken(shell, verified);
		return verified.isIntact ? FINE : FOUND_WRONG;
	}
});
