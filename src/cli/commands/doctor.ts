import { ConfigError, type Config } from '#lib/server/config/index.ts';

import { defineCommand, FINE, FOUND_WRONG, json, type Shell } from '../command.ts';
import { examine } from '../doctor/examine.ts';
import { tableOf } from '../doctor/finding.ts';
import { judgeSettings } from '../doctor/judge-address.ts';

function settings({ config }: Shell): Config | ConfigError {
	try {
		return config();
	} catch (error) {
		if (error instanceof ConfigError) return error;
		throw error;
	}
}

export const doctor = defineCommand({
	name: 'doctor',
	summary: 'Look whether all is well, and say how to mend what is not',
	about:
		'Looks at origin, RP ID, HTTPS, proxy, stores, mail, clock and keys, and changes nothing. Call it where the server\n' +
		'runs, with its settings. ✓ fine  ! works, and somebody should know  ✗ wrong  – could not be looked at',
	options: {
		'send-to': { type: 'string', value: 'ADDRESS', help: 'send a mail there' },
		json
	},
	async run(shell, { options }) {
		const config = settings(shell);
		const found =
			config instanceof ConfigError
				? judgeSettings(config)
				: await examine(config, { sendTo: options['send-to'] });
		shell.out(options.json ? JSON.stringify(found) : tableOf(found));
		return found.some(({ verdict }) => verdict === 'wrong') ? FOUND_WRONG : FINE;
	}
});
