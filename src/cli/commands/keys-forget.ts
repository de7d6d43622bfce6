import { systemClock } from '#lib/server/core/clock.ts';
import { openKeyRing } from '#lib/server/shell.ts';

import { CommandError, defineCommand, FINE } from '../command.ts';
import { CALL } from '../help.ts';
import { keyFacts } from '../key-report.ts';

/** As long as anything lives that is sealed and expires: the link "this was not me" in a mail. */
const LONGEST_MS = 7 * 24 * 60 * 60_000;

export const keysForget = defineCommand({
	name: 'keys forget',
	summary: 'Take an old master key out of the key file, when nothing depends on it any more',
	about:
		'Backups that were made under it open no longer, unless you keep it elsewhere. Links in mails and sign-ins that are\n' +
		'under way may depend on it for a week after the rotation.',
	args: ['ID'],
	options: { now: { type: 'boolean', help: 'also within a week of the last rotation' } },
	async run(shell, { options, args: [id = ''] }) {
		const ring = await openKeyRing(shell.config());
		try {
			const { file } = ring;
			if (!file) {
				throw new CommandError('The keys are a setting: take it out of LATCHKEY_MASTER_KEYS.');
			}
			const found = (await keyFacts(ring)).find((each) => each.id === id);
			if (!found || found.standing === 'lost') {
				throw new CommandError(`No key has this id. ${CALL} keys status lists them.`);
			}
			if (found.standing === 'seals' || found.values > 0) {
				throw new CommandError(`It is in use. ${CALL} keys rotate puts another in its place.`);
			}
			const since = systemClock.now().getTime() - file.changedAt().getTime();
			if (since < LONGEST_MS && !options.now) {
				throw new CommandError(
					'Links in mails may depend on it until a week after the rotation. Wait, or add --now.'
				);
			}
			await file.remove(id);
			await shell.record('keys.forgotten', { key: id });
			shell.note(
				`Forgotten. Backups from before the rotation need it: keep it where you keep keys.`
			);
			return FINE;
		} finally {
			await ring.close();
		}
	}
});
