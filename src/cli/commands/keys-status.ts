import { openKeyRing } from '#lib/server/shell.ts';

import { defineCommand, FINE, FOUND_WRONG, json } from '../command.ts';
import { describeKeys, isAnyLost, keyFacts } from '../key-report.ts';

export const keysStatus = defineCommand({
	name: 'keys status',
	summary: 'List the master keys by fingerprint, and how many values depend on each',
	options: { json },
	async run(shell, { options }) {
		const ring = await openKeyRing(shell.config());
		const facts = await keyFacts(ring).finally(() => ring.close());
		shell.out(options.json ? JSON.stringify(facts) : describeKeys(facts));
		if (!isAnyLost(facts)) return FINE;
		shell.note('Values need a key that is not among yours: put it back behind the others.');
		return FOUND_WRONG;
	}
});
