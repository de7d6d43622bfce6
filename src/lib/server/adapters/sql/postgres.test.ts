import { afterAll, describe } from 'vitest';

import {
	sampleAccount,
	describeAccountStore
} from '#lib/server/accounts/account-store.contract.ts';
import { describeApplicationStore } from '#lib/server/applications/application-store.contract.ts';
import { describeClientStore } from '#lib/server/clients/client-store.contract.ts';
import { describeAskerStore } from '#lib/server/askers/asker-store.contract.ts';
import { describeConsentStore } from '#lib/server/consents/consent-store.contract.ts';
import { describeInvitationStore } from '#lib/server/accounts/invitation-store.contract.ts';
import { describeReceiptStore } from '#lib/server/approvals/receipt-store.contract.ts';
import { describeAuditChain } from '#lib/server/audit/audit-chain.contract.ts';
import { describeAuditLog } from '#lib/server/audit/audit-log.contract.ts';
import { systemClock, type Clock } from '#lib/server/core/clock.ts';
import { describeTransact } from '#lib/server/core/transact.contract.ts';
import { describeFactorStore } from '#lib/server/factors/factor-store.contract.ts';
import { describeOfflineStore } from '#lib/server/offline-access/offline-store.contract.ts';
import { describePushKeyStore } from '#lib/server/push/push-key-store.contract.ts';
import { describeTokenFamilyStore } from '#lib/server/refresh-tokens/token-family-store.contract.ts';
import { describeSigningKeyStore } from '#lib/server/tokens/signing-key-store.contract.ts';
import { describeRecoveryStore } from '#lib/server/recovery/recovery-store.contract.ts';
import { describeRememberedBrowserStore } from '#lib/server/remembered-browsers/remembered-browser-store.contract.ts';
import { describeEndingStore } from '#lib/server/sessions/ending-store.contract.ts';
import { describeEndedTokenStore } from '#lib/server/ended-tokens/ended-token-store.contract.ts';
import { describeServedStore } from '#lib/server/logouts/served-store.contract.ts';
import { describeTransactionStore } from '#lib/server/transactions/transaction-store.contract.ts';
import { describeOutage } from '../outage.contract.ts';
import { openPostgresPair } from '../pairs.fixture.ts';
import { createTestSealer } from '../testing.ts';
import { openSql } from './index.ts';

const url = process.env['TEST_DATABASE_URL'];
if (!url) throw new Error('TEST_DATABASE_URL is missing: run this by scripts/with-stores.mjs.');

const open = (clock?: Clock) => openPostgresPair(url, clock);
describeAccountStore('PostgreSQL', open);
describeInvitationStore('PostgreSQL', open);
describeFactorStore('PostgreSQL', { open, sampleAccount });
describeRecoveryStore('PostgreSQL', { open, sampleAccount });
describeReceiptStore('PostgreSQL', { open, sampleAccount });
describeTokenFamilyStore('PostgreSQL', { open, sampleAccount });
describeSigningKeyStore('PostgreSQL', open);
describeApplicationStore('PostgreSQL', open);
describeClientStore('PostgreSQL', open);
describeAskerStore('PostgreSQL', { open, sampleAccount });
describeConsentStore('PostgreSQL', { open, sampleAccount });
describeOfflineStore('PostgreSQL', { open, sampleAccount });
describeTransactionStore('PostgreSQL', { open, sampleAccount });
describePushKeyStore('PostgreSQL', open);
describeRememberedBrowserStore('PostgreSQL', { open, sampleAccount });
describeAuditLog('PostgreSQL', open);
describeAuditChain('PostgreSQL', {
	open,
	unguard: [
		'alter table security_event disable trigger user',
		'alter table security_event drop constraint if exists security_event_is_numbered'
	],
	unchain: [
		'drop table audit_chain',
		'drop function security_event_is_kept cascade',
		'alter table security_event drop column mac',
		'alter table security_event alter column sequence add generated always as identity',
		"delete from kysely_migration where name = '0006_audit_chain'"
	]
});
describeEndingStore('PostgreSQL', open);
describeServedStore('PostgreSQL', open);
describeEndedTokenStore('PostgreSQL', open);
describeTransact('PostgreSQL', { open, sampleAccount });

describe('PostgreSQL', async () => {
	const pair = await openPostgresPair(url);
	const sealer = createTestSealer();
	afterAll(() => pair.close());

	describeOutage('PostgreSQL', {
		url: pair.databaseUrl,
		open: async (through) => {
			const { stores, ready, close } = await openSql({
				databaseUrl: through,
				sealer,
				clock: systemClock
			});
			return { call: () => stores.accounts.findByIdentifier('ada'), ready, close };
		}
	});
	describeOutage('PostgreSQL in a transaction', {
		url: pair.databaseUrl,
		open: async (through) => {
			const { transact, ready, close } = await openSql({
				databaseUrl: through,
				sealer,
				clock: systemClock
			});
			return { call: () => transact(({ accounts }) => accounts.hasAdministrator()), ready, close };
		}
	});
});
