import { Kysely, PostgresDialect, sql } from 'kysely';

import type { AccountStore, InvitationStore } from '#lib/server/accounts/index.ts';
import type { ApplicationStore } from '#lib/server/applications/index.ts';
import type { AskerStore } from '#lib/server/askers/index.ts';
import type { ConsentStore } from '#lib/server/consents/index.ts';
import type { ClientStore } from '#lib/server/clients/index.ts';
import type { ReceiptStore } from '#lib/server/approvals/index.ts';
import type { AuditChain, AuditLog, NewAuditEvent } from '#lib/server/audit/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { EndedTokenStore, TokenEnding } from '#lib/server/ended-tokens/index.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { OfflineStore } from '#lib/server/offline-access/index.ts';
import type { PushKeyStore } from '#lib/server/push/index.ts';
import type { RecoveryStore } from '#lib/server/recovery/index.ts';
import type { RememberedBrowserStore } from '#lib/server/remembered-browsers/index.ts';
import type { TokenFamilyStore } from '#lib/server/refresh-tokens/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { ServedStore } from '#lib/server/logouts/index.ts';
import type { EndingStore } from '#lib/server/sessions/index.ts';
import type { TransactionStore } from '#lib/server/transactions/index.ts';
import { createAccountStore } from './account-store.ts';
import { createApplicationStore } from './application-store.ts';
import { createClientStore } from './client-store.ts';
import { createAskerStore } from './asker-store.ts';
import { createConsentStore } from './consent-store.ts';
import { createAuditAppender, createAuditChain, type AuditAppender } from './audit-chain.ts';
import { createAuditLog } from './audit-log.ts';
import { createAddEndings, createEndedTokenStore, listEndings } from './ended-token-store.ts';
import { createEndingStore } from './ending-store.ts';
import { createFactorStore } from './factor-store.ts';
import { createInvitationStore } from './invitation-store.ts';
import { inBatches } from './in-batches.ts';
import { migrate } from './migrate.ts';
import { openPool } from './postgres-pool.ts';
import { createOfflineStore } from './offline-store.ts';
import { createPushKeyStore } from './push-key-store.ts';
import { createRecoveryStore } from './recovery-store.ts';
import { createReceiptStore } from './receipt-store.ts';
import type { Schema, SqlKind } from './schema.ts';
import { createRememberedBrowserStore } from './remembered-browser-store.ts';
import { createServedStore } from './served-store.ts';
import { createSigningKeyStore } from './signing-key-store.ts';
import type { SigningKeyStore } from '#lib/server/tokens/index.ts';
import { createSealedValues, type SealedValues } from './sealed-values.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { createTokenFamilyStore } from './token-family-store.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import { createTransactionStore } from './transaction-store.ts';

/** What must never be lost. */
export interface SqlStores {
	readonly accounts: AccountStore;
	readonly applications: ApplicationStore;
	readonly clients: ClientStore;
	readonly askers: AskerStore;
	readonly consents: ConsentStore;
	readonly offline: OfflineStore;
	readonly invitations: InvitationStore;
	readonly factors: FactorStore;
	readonly recoveries: RecoveryStore;
	readonly receipts: ReceiptStore;
	readonly transactions: TransactionStore;
	readonly pushKeys: PushKeyStore;
	readonly remembered: RememberedBrowserStore;
	readonly tokenFamilies: TokenFamilyStore;
	readonly signingKeys: SigningKeyStore;
	readonly idTokenKeys: SigningKeyStore;
	readonly served: ServedStore;
	readonly endedTokens: EndedTokenStore;
	readonly audit: AuditLog;
}

export interface Sql {
	readonly kind: SqlKind;
	readonly stores: SqlStores;
	readonly transact: Transact<SqlStores>;
	readonly auditChain: AuditChain;
	/** For a store of sessions that is not this database. */
	readonly endings: EndingStore;
	readonly sealed: SealedValues;
	/** For the embedded volatile store; PostgreSQL has none. */
	readonly database: SqliteFile | undefined;
	/** Refuses `stores.unavailable` while the database cannot be reached. */
	ready(): Promise<void>;
	close(): Promise<void>;
}

export interface SqlOptions {
	/** `postgres://…`; without it, a SQLite file in `dataDir`. */
	readonly databaseUrl?: string | undefined;
	/** Without it, and without a URL, a database in memory. */
	readonly dataDir?: string | undefined;
	readonly sealer: Sealer;
	readonly clock: Clock;
}

type Outside = Pick<SqlOptions, 'sealer' | 'clock'>;

const CONNECTIONS = 10;
const WAIT_MS = 1500;
const MIGRATION_WAIT_MS = 10 * 60_000;

/** Opens the database and brings its schema up to date. */
export async function openSql({ databaseUrl, dataDir, ...outside }: SqlOptions): Promise<Sql> {
	return databaseUrl === undefined
		? openSqlite(dataDir, outside)
		: openPostgres(databaseUrl, outside);
}

async function openSqlite(dataDir: string | undefined, outside: Outside): Promise<Sql> {
	const kind = 'SQLite';
	const file = openSqliteFile(dataDir);
	const db = new Kysely<Schema>({ dialect: createSqliteDialect(file) });
	const appender = createAuditAppender({ kind, ...outside });
	await migrate(db, { kind, appender, ...outside });
	return {
		...common(db, {
			kind,
			appender,
			...outside,
			begin: (work) => db.transaction().execute((trx) => file.hold(() => work(trx)))
		}),
		database: file
	};
}

async function openPostgres(databaseUrl: string, outside: Outside): Promise<Sql> {
	const kind = 'PostgreSQL';
	const open = (limits: { connections: number; waitMs: number }) =>
		new Kysely<Schema>({ dialect: new PostgresDialect({ pool: openPool(databaseUrl, limits) }) });

	// Migrations take their time, and wait for those of another process.
	const patient = open({ connections: 1, waitMs: MIGRATION_WAIT_MS });
	const appender = createAuditAppender({ kind, ...outside });
	await migrate(patient, { kind, appender, ...outside }).finally(() => patient.destroy());

	const db = open({ connections: CONNECTIONS, waitMs: WAIT_MS });
	return {
		...common(db, {
			kind,
			appender,
			...outside,
			begin: (work) => db.transaction().setIsolationLevel('read committed').execute(work)
		}),
		database: undefined
	};
}

interface Parts {
	readonly kind: SqlKind;
	readonly sealer: Sealer;
	readonly clock: Clock;
	readonly appender: AuditAppender;
	/** Runs `work` in a transaction. */
	begin<Result>(work: (trx: Kysely<Schema>) => Promise<Result>): Promise<Result>;
}

function common(db: Kysely<Schema>, parts: Parts): Omit<Sql, 'database'> {
	const { kind, sealer, clock, appender, begin } = parts;
	const storesOn = (
		on: Kysely<Schema>,
		{ append, add }: Pick<AuditLog, 'append'> & Pick<EndedTokenStore, 'add'>
	): SqlStores => ({
		accounts: createAccountStore(on, kind),
		applications: createApplicationStore(on, sealer),
		clients: createClientStore(on),
		askers: createAskerStore(on),
		consents: createConsentStore(on),
		offline: createOfflineStore(on, { ...parts, add }),
		invitations: createInvitationStore(on, kind),
		factors: createFactorStore(on, sealer),
		recoveries: createRecoveryStore(on),
		receipts: createReceiptStore(on),
		transactions: createTransactionStore(on, sealer),
		pushKeys: createPushKeyStore(on, sealer),
		remembered: createRememberedBrowserStore(on, kind),
		tokenFamilies: createTokenFamilyStore(on, parts),
		signingKeys: createSigningKeyStore(on, { sealer, table: 'signing_key' }),
		idTokenKeys: createSigningKeyStore(on, { sealer, table: 'id_token_key' }),
		served: createServedStore(on, parts),
		endedTokens: createEndedTokenStore(on, { ...parts, add }),
		audit: createAuditLog(on, append)
	});
	return {
		kind,
		auditChain: createAuditChain(db, sealer),
		endings: createEndingStore(db, parts),
		sealed: createSealedValues(db, sealer),
		stores: storesOn(db, {
			append: inBatches((events) => begin((trx) => appender.append(trx, events))),
			add: createAddEndings(parts)
		}),
		transact: (work) =>
			begin(async (trx) => {
				const events: NewAuditEvent[] = [];
				const endings: TokenEnding[] = [];
				const result = await work(
					storesOn(trx, {
						append: async (event) => void events.push(event),
						add: async (ended) => void endings.push(...ended)
					})
				);
				// Last of all, in this order: the heads of the list and the chain are what every transaction waits
				// for, and no transaction that holds one waits for another but for those.
				if (endings.length > 0) await listEndings(trx, { endings, clock });
				if (events.length > 0) await appender.append(trx, events);
				return result;
			}),
		ready: async () => void (await sql`select 1`.execute(db)),
		close: () => db.destroy()
	};
}
