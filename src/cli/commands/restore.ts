import { openBackups } from '#lib/server/shell.ts';

import { defineCommand, FINE, FOUND_WRONG, json } from '../command.ts';
import { openArchive } from '../files.ts';
import { CALL } from '../help.ts';

/** What a backup cannot know: it is as old as it is. */
const advice = (madeAt: Date): string =>
	`Whatever was changed after ${madeAt.toISOString()} is as it was then. Recovery codes that were used since work again,
so do factors that were removed and passwords that were replaced, and accounts that were disabled are open.
Disable those accounts again (${CALL} accounts disable), demand new passwords where somebody else may know the old ones
(${CALL} accounts demand-password), and ask people to make new recovery codes and to look through their factors.
Applications have the keys and addresses that they had, and those that were closed are open: look through them (${CALL} applications list),
close them again (${CALL} applications disable), and replace keys that somebody else may have (${CALL} applications rotate-key).`;

export const restore = defineCommand({
	name: 'restore',
	summary: 'Put a backup in place of the database, of either kind',
	about:
		'All of it or nothing. The master key that the backup was made under has to be among the settings, also as an\n' +
		'older one. Everybody is signed out, and open invitations are void. Whatever was changed since the backup is as it was then: the\n' +
		'command says what to look after. Stop the server first, and start it afterwards.',
	args: ['FILE'],
	options: {
		replace: { type: 'boolean', help: 'also where there is a database already, which is lost' },
		json
	},
	async run(shell, { options, args: [path = ''] }) {
		const backups = openBackups(shell.config());
		const onto = options.replace ? 'anything' : 'empty';
		const endSessions = async () => (await shell.app()).sessions.endEverybody();
		const file = await openArchive(path);
		// Sessions are not in a backup: those there are belong to what was there before. They end first, so that a
		// restore that is broken off leaves none, and once more for those that began meanwhile.
		const { madeAt, restored } = await backups
			.restore(file, { onto, ready: endSessions })
			.finally(() => file.close());
		const hasEnded = await endSessions().then(
			() => true,
			() => false
		);
		await shell.record('backup.restored', { madeAt: madeAt.toISOString() });
		if (options.json) shell.out(JSON.stringify({ madeAt, restored, sessionsEnded: hasEnded }));
		else {
			const rows = Object.entries(restored).map(([table, count]) => `${count} of ${table}`);
			shell.out(`Restored as of ${madeAt.toISOString()}: ${rows.join(', ')}.`);
			shell.note('Open invitations are void: make new ones.');
			if (hasEnded) shell.note('Everybody is signed out.');
		}
		shell.note(advice(madeAt));
		if (hasEnded) return FINE;
		shell.note(
			'Sessions that began meanwhile could not be ended, since their store cannot be reached. Flush Redis before you start the server.'
		);
		return FOUND_WRONG;
	}
});
