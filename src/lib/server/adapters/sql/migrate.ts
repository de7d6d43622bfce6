import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

import { accounts } from '../../../../../migrations/0001_accounts.ts';
import { factors } from '../../../../../migrations/0002_factors.ts';
import { securityEvents } from '../../../../../migrations/0003_security_events.ts';
import { volatile } from '../../../../../migrations/0004_volatile.ts';
import { budgets } from '../../../../../migrations/0005_budgets.ts';
import { auditChain } from '../../../../../migrations/0006_audit_chain.ts';
import { administration } from '../../../../../migrations/0007_administration.ts';
import { ownedFactors, type FactorState } from '../../../../../migrations/0008_owned_factors.ts';
import { numberedEvents } from '../../../../../migrations/0009_numbered_events.ts';
import { recovery } from '../../../../../migrations/0010_recovery.ts';
import { sessionEndings } from '../../../../../migrations/0011_session_endings.ts';
import { receipts, volatileApprovals } from '../../../../../migrations/0012_approvals.ts';
import { applications } from '../../../../../migrations/0014_applications.ts';
import { pushKey } from '../../../../../migrations/0015_push_key.ts';
import { rememberedBrowsers } from '../../../../../migrations/0016_remembered_browsers.ts';
import { tokens } from '../../../../../migrations/0020_tokens.ts';
import { groups } from '../../../../../migrations/0021_groups.ts';
import { openid } from '../../../../../migrations/0022_openid.ts';
import { clients } from '../../../../../migrations/0023_clients.ts';
import { consents } from '../../../../../migrations/0024_consents.ts';
import { volatileIdentities } from '../../../../../migrations/0021_volatile_identities.ts';
import { servedClients } from '../../../../../migrations/0025_served_clients.ts';
import { offlineAccess } from '../../../../../migrations/0026_offline_access.ts';
import { endedTokens } from '../../../../../migrations/0027_ended_tokens.ts';
import { askers } from '../../../../../migrations/0028_askers.ts';
import { disownedRequests } from '../../../../../migrations/0029_disowned_requests.ts';
import { SealingError, type Sealer } from '#lib/server/sealing/index.ts';
import type { AuditAppender } from './audit-chain.ts';
import type { Schema, SqlKind } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

interface Options {
	readonly kind: SqlKind;
	readonly appender: AuditAppender;
	readonly sealer: Sealer;
}

/** What a migration does beside the schema. */
interface Steps {
	readonly kind: SqlKind;
	/** Begins the audit chain. */
	begin(db: Kysely<unknown>): Promise<void>;
	/** The state of a factor, sealed for its account; undefined when it does not open. */
	reseal(factor: FactorState): string | undefined;
}

/** Imported one by one, so that the server's bundle holds them. A name, once released, stays. */
const migrations = ({ kind, begin, reseal }: Steps): Record<string, Migration> => ({
	'0001_accounts': accounts,
	'0002_factors': factors,
	'0003_security_events': securityEvents(kind),
	...(kind === 'SQLite' ? { '0004_volatile': volatile, '0005_budgets': budgets } : {}),
	'0006_audit_chain': auditChain({ kind, begin }),
	'0007_administration': administration,
	'0008_owned_factors': ownedFactors(reseal),
	'0009_numbered_events': numberedEvents(kind),
	'0010_recovery': recovery,
	'0011_session_endings': sessionEndings,
	'0012_receipts': receipts,
	...(kind === 'SQLite' ? { '0013_volatile_approvals': volatileApprovals } : {}),
	'0014_applications': applications,
	'0015_push_key': pushKey,
	'0016_remembered_browsers': rememberedBrowsers,
	'0020_tokens': tokens,
	'0021_groups': groups,
	'0022_openid': openid,
	'0023_clients': clients,
	'0024_consents': consents,
	'0025_served_clients': servedClients,
	'0026_offline_access': offlineAccess,
	'0027_ended_tokens': endedTokens,
	'0028_askers': askers,
	'0029_disowned_requests': disownedRequests,
	...(kind === 'SQLite' ? { '0021_volatile_identities': volatileIdentities } : {})
});

function resealed({ id, account, state }: FactorState, sealer: Sealer): string | undefined {
	const place = { table: 'factor', column: 'state' };
	try {
		const opened = sealer.openJson(state, contextOf(place, { row: id }));
		return sealer.sealJson(opened, contextOf(place, { row: id, owner: account }));
	} catch (error) {
		if (error instanceof SealingError) return undefined;
		throw error;
	}
}

/** Brings the schema up to date; of several processes that start at once one does, the others wait. */
export async function migrate(
	db: Kysely<Schema>,
	{ kind, appender, sealer }: Options
): Promise<void> {
	const steps: Steps = {
		kind,
		begin: (trx) => appender.begin(trx),
		reseal: (factor) => resealed(factor, sealer)
	};
	const provider = { getMigrations: async () => migrations(steps) };
	// None needs another but those of its own tables, so one that was written later may have come first.
	const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
	const { error } = await migrator.migrateToLatest();
	if (error)
		throw error instanceof Error ? error : new Error('Migration failed.', { cause: error });
}

/** For tables whose rows are yet to come: events bring their chain, and factors are sealed already. */
const INERT = { begin: async () => undefined, reseal: () => undefined };

/** What a database of this kind has been through when it is up to date. */
export const migrationNames = (kind: SqlKind): readonly string[] =>
	Object.keys(migrations({ kind, ...INERT }));

/**
 * Makes the tables as they were at a level, in a transaction that has none, for rows that are put into them as they
 * are. What only the other database goes through is left out.
 */
export async function migrateFromNothing(
	trx: Kysely<Schema>,
	{ kind, level, at }: { kind: SqlKind; level: readonly string[]; at: Date }
): Promise<void> {
	await sql`delete from kysely_migration`.execute(trx);
	for (const [name, migration] of Object.entries(migrations({ kind, ...INERT }))) {
		if (!level.includes(name)) continue;
		await migration.up(trx);
		await sql`insert into kysely_migration (name, timestamp) values (${name}, ${at.toISOString()})`.execute(
			trx
		);
	}
}
