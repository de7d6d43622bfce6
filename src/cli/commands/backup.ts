import { fingerprintOf } from '#lib/server/sealing/index.ts';
import { openBackups, presentKeys } from '#lib/server/shell.ts';

import { defineCommand, FINE, json } from '../command.ts';
import { writeNewFile } from '../files.ts';

export const backup = defineCommand({
	name: 'backup',
	summary: 'Write everything that must not be lost into one file, while the server runs',
	about:
		'Accounts, factors, invitations and the audit record, as they are at one moment: compressed, encrypted, and\n' +
		'private to you. Sessions and other things that expire are not in it. The master key is not in it either:\n' +
		'without the key the file opens for nobody, so keep a copy of the key in another place.',
	args: ['FILE'],
	options: { json },
	async run(shell, { options, args: [path = ''] }) {
		const config = shell.config();
		const [key] = presentKeys(config);
		// First, so that it is in the backup as well.
		await shell.record('backup.made', { key: key?.id ?? '' });
		const counts = await openBackups(config).make((bytes) => writeNewFile(path, bytes));
		const { id, fingerprint } = { id: key?.id, fingerprint: key && fingerprintOf(key) };
		if (options.json) shell.out(JSON.stringify({ file: path, counts, key: { id, fingerprint } }));
		else {
			const rows = Object.entries(counts).map(([table, count]) => `${count} of ${table}`);
			shell.out(`${path} holds ${rows.join(', ') || 'an empty database'}.`);
			shell.note(
				`It opens with the master key ${id}, fingerprint ${fingerprint}, which is NOT in it. Keep that key elsewhere:\n` +
					`${config.masterKeys ? 'LATCHKEY_MASTER_KEYS' : config.keyFile}. Without it this backup is worth nothing.`
			);
		}
		return FINE;
	}
});
