/** The second composition root: what commands need beside the service itself. It migrates nothing by itself. */
import { readKeyFile } from './adapters/key-file/index.ts';
import { createWhole } from './adapters/sql/index.ts';
import { BackupError, createBackups, type Backups } from './backup/index.ts';
import type { Config } from './config/index.ts';
import { systemClock } from './core/clock.ts';
import { secureRandom } from './core/random.ts';
import { createSealer, type MasterKey } from './sealing/index.ts';

const outside = { clock: systemClock, random: secureRandom };

/** The master keys there are: none is made. */
export function presentKeys({ masterKeys, keyFile }: Config): readonly MasterKey[] {
	const keys = masterKeys ?? readKeyFile(keyFile);
	if (keys) return keys;
	throw new BackupError(`There is no master key: neither LATCHKEY_MASTER_KEYS nor ${keyFile}.`);
}

export function openBackups(config: Config): Backups {
	const { databaseUrl, dataDir } = config;
	const keys = presentKeys(config);
	const sealer = createSealer({ keys: () => keys, random: secureRandom });
	const whole = createWhole({ databaseUrl, dataDir, clock: systemClock, sealer });
	return createBackups({ ...outside, keys: () => keys, sealer, whole });
}
