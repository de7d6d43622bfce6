import { formatMasterKey } from '#lib/server/sealing/index.ts';
import { makeKey, openKeyRing, type KeyRing } from '#lib/server/shell.ts';

import { defineCommand, FINE, FOUND_WRONG, type Shell } from '../command.ts';
import { CALL } from '../help.ts';
import { describeKeys, isAnyLost, keyFacts, underOlder } from '../key-report.ts';

/** Whoever seals while it goes on may use the key before for a moment. */
const PASSES = 3;

/** What to set, in this order: a process that meets a key that it does not know cannot read what is sealed with it. */
function explainSteps(shell: Shell, { keys }: KeyRing, isPrinting: boolean): number {
	const made = makeKey();
	const shown = keys().map(formatMasterKey);
	const lines = [
		[...shown, formatMasterKey(made)],
		[formatMasterKey(made), ...shown]
	].map((list) => `LATCHKEY_MASTER_KEYS=${list.join(',')}`);
	if (isPrinting) for (const line of lines) shell.out(line);
	shell.note(
		[
			'The keys are a setting, which you change in this order:',
			`  1. Set LATCHKEY_MASTER_KEYS to the old list with the new key ${isPrinting ? `${made.id} ` : ''}behind it, and restart every process.`,
			'  2. When all of them run with it, put the new key first, and restart every process.',
			`  3. ${CALL} keys rotate puts what is stored under it.`,
			`  4. A week later, when ${CALL} keys status shows 0 values for the old key, take it out.`,
			...(isPrinting
				? []
				: [`Nothing was made. ${CALL} keys rotate --print makes a key and prints both lists.`])
		].join('\n')
	);
	return FINE;
}

async function rewrap(shell: Shell, ring: KeyRing): Promise<number> {
	let changed = 0;
	for (let pass = 0; pass < PASSES; pass += 1) {
		const result = await ring.sealed.rewrap();
		changed += result.changed;
		if (result.changed === 0) break;
	}
	const facts = await keyFacts(ring);
	shell.out(`${changed} values were put under the newest key.\n${describeKeys(facts)}`);
	if (underOlder(facts) === 0 && !isAnyLost(facts)) return FINE;
	shell.note(
		'Some values are not under the newest key. Run it again; what is left then cannot be opened.'
	);
	return FOUND_WRONG;
}

export const keysRotate = defineCommand({
	name: 'keys rotate',
	summary: 'Seal with a new master key from now on, and put all that is stored under it',
	about:
		'The server goes on meanwhile. With a key file, the new key is put into it, first. With LATCHKEY_MASTER_KEYS it says\n' +
		'what to set, in which order. It may be broken off and run again: then it finishes what is under way.',
	options: {
		print: {
			type: 'boolean',
			help: 'make a key for LATCHKEY_MASTER_KEYS and print both lists to set, which are secret'
		}
	},
	async run(shell, { options }) {
		const ring = await openKeyRing(shell.config());
		try {
			const isUnderWay = underOlder(await keyFacts(ring)) > 0;
			if (isUnderWay)
				shell.note('A rotation is under way: this finishes it, and makes no other key.');
			else if (!ring.file) return explainSteps(shell, ring, options.print ?? false);
			const made = isUnderWay ? ring.keys()[0] : await ring.file?.add();
			await shell.record('keys.rotated', { key: made?.id ?? '' });
			return await rewrap(shell, ring);
		} finally {
			await ring.close();
		}
	}
});
