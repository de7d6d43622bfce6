import { openBackups } from '#lib/server/shell.ts';

import { defineCommand, FINE, FOUND_WRONG, json, type Shell } from '../command.ts';
import { openArchive } from '../files.ts';

/** Sessions are not in a backup: those there are belong to what was there before. */
async function endSessions(shell: Shell): Promise<boolean> {
	try {
		const { sessions } = await shell.app();
		await sessions.endEverybody();
		return true;
	} catch {
		return false;
	}
}

export const restore = defineCommand({
	name: 'restore',
	summary: 'Put a backup in place of the database, of either kind',
	about:
		'All of it or nothing. The master key that the backup was made under has to be among the settings, also as an\n' +
		'older one. Everybody is signed out. Stop the server first, and start it afterwards.',
	args: ['FILE'],
	options: {
		replace: { type: 'boolean', help: 'also where there is a database already, which is lost' },
		json
	},
	async run(shell, { options, args: [path = ''] }) {
		const backups = openBackups(shell.config());
		const onto = options.replace ? 'anything' : 'empty';
		const file = await openArchive(path);
		const { madeAt, restored } = await backups.restore(file, onto).finally(() => file.close());
		const hasEnded = await endSessions(shell);
		await shell.record('backup.restored', { madeAt: madeAt.toISOString() });
		if (options.json) shell.out(JSON.stringify({ madeAt, restored, sessionsEnded: hasEnded }));
		else {
			const rows = Object.entries(restored).map(([table, count]) => `${count} of ${table}`);
			shell.out(`Restored as of ${madeAt.toISOString()}: ${rows.join(', ')}.`);
			if (hasEnded) shell.note('Everybody is signed out.');
		}
		if (hasEnded) return FINE;
		shell.note(
			'Sessions could not be ended, since their store cannot be reached. Flush Redis before you start the server.'
		);
		return FOUND_WRONG;
	}
});
