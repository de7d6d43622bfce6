/** The second composition root: what commands need beside the service itself. It migrates nothing by itself. */
import { statSync } from 'node:fs';

import { changeKeyFile, readKeyFile, watchKeyFile } from './adapters/key-file/index.ts';
import type { RedisFacts } from './adapters/redis/index.ts';
import {
	createWhole,
	examinePostgres,
	examineSqlite,
	openSql,
	type Sql,
	type SqlFacts
} from './adapters/sql/index.ts';
import { BackupError, createBackups, type Backups } from './backup/index.ts';
import type { Config } from './config/index.ts';
import { systemClock } from './core/clock.ts';
import { secureRandom } from './core/random.ts';
import { createSealer, newMasterKey, type MasterKey } from './sealing/index.ts';
import { createSelfCheck, type SelfCheck } from './self-check/index.ts';

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

export type { RedisFacts, SqlFacts };

const now = () => systemClock.now();

/** What the database says of itself; nothing in it changes. */
export const examineDatabase = ({ databaseUrl, dataDir }: Config): Promise<SqlFacts> =>
	databaseUrl === undefined ? examineSqlite(dataDir) : examinePostgres(databaseUrl, now);

export async function examineVolatile({ redisUrl }: Config): Promise<RedisFacts | undefined> {
	if (redisUrl === undefined) return undefined;
	const { examineRedis } = await import('./adapters/redis/index.ts');
	return examineRedis(redisUrl, now);
}

/** Connects and logs in; sends a mail if there is somebody to send it to. Rejects where the mail server does not take it. */
export async function tryMail(config: Config, to: string | undefined): Promise<void> {
	const { smtpUrl: url, mailFrom: from, origin, mustEncryptMail: mustEncrypt } = config;
	if (url === undefined || from === undefined) return;
	const { createSmtpMailer, verifySmtp } = await import('./adapters/smtp/index.ts');
	const options = { url, from, origin, mustEncrypt };
	if (to === undefined) return verifySmtp(options);
	const subject = `${config.productName}: mail arrives`;
	const text = `Whoever runs ${config.productName} at ${origin} asked for this mail. There is nothing to do.\n`;
	const id = Buffer.from(secureRandom.bytes(16)).toString('base64url');
	await createSmtpMailer(options).send({ id, to, subject, text });
}

/** The asking half, with the keys that are here. */
export const openSelfCheck = (config: Config): Pick<SelfCheck, 'ask' | 'read'> =>
	createSelfCheck({ keys: () => presentKeys(config), random: secureRandom });
