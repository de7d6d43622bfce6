/** The second composition root: what commands need beside the service itself. It migrates nothing by itself. */
import { statSync } from 'node:fs';

import { changeKeyFile, readKeyFile, watchKeyFile } from './adapters/key-file/index.ts';
import { createWhole, openSql, type Sql } from './adapters/sql/index.ts';
import { BackupError, createBackups, type Backups } from './backup/index.ts';
import type { Config } from './config/index.ts';
import { systemClock } from './core/clock.ts';
import { secureRandom } from './core/random.ts';
import { createSealer, newMasterKey, type MasterKey } from './sealing/index.ts';

const outside = { clock: systemClock, random: secureRandom };

/** The master keys there are: none is made. */
export function presentKeys({ masterKeys, keyFile }: Config): readonly [MasterKey, ...MasterKey[]] {
	const [newest, ...older] = masterKeys ?? readKeyFile(keyFile) ?? [];
	if (newest) return [newest, ...older];
	throw new BackupError(`There is no master key: neither LATCHKEY_MASTER_KEYS nor ${keyFile}.`);
}

export function openBackups(config: Config): Backups {
	const { databaseUrl, dataDir } = config;
	const keys = presentKeys(config);
	const sealer = createSealer({ keys: () => keys, random: secureRandom });
	const whole = createWhole({ databaseUrl, dataDir, clock: systemClock, sealer });
	return createBackups({ ...outside, keys: () => keys, sealer, whole });
}

export interface KeyRing {
	/** Newest first. */
	keys(): readonly MasterKey[];
	/** Absent where the keys are a setting, which no command can change. */
	readonly file?: {
		/** Makes a key and puts it first. Running servers use it from their next seal on. */
		add(): Promise<MasterKey>;
		remove(id: string): Promise<void>;
		changedAt(): Date;
	};
	readonly sealed: Sql['sealed'];
	close(): Promise<void>;
}

/** The master keys and all that is sealed with them. */
export async function openKeyRing(config: Config): Promise<KeyRing> {
	const { databaseUrl, dataDir, keyFile, masterKeys } = config;
	const present = presentKeys(config);
	const keys = masterKeys ? () => present : watchKeyFile(keyFile, present);
	const sealer = createSealer({ keys, random: secureRandom });
	const { sealed, close } = await openSql({ databaseUrl, dataDir, clock: systemClock, sealer });
	if (masterKeys) return { keys, sealed, close };
	const file: KeyRing['file'] = {
		async add() {
			const made = newMasterKey(secureRandom);
			await changeKeyFile(keyFile, (held) => [made, ...held]);
			return made;
		},
		async remove(id) {
			await changeKeyFile(keyFile, ([newest, ...older]) => [
				newest,
				...older.filter((each) => each.id !== id)
			]);
		},
		changedAt: () => statSync(keyFile).mtime
	};
	return { keys, sealed, close, file };
}

/** A key for a setting: nothing knows it yet. */
export const makeKey = (): MasterKey => newMasterKey(secureRandom);
