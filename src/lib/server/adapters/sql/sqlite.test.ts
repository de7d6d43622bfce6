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
import type { Clock } from '#lib/server/core/clock.ts';
import { describeTransact } from '#lib/server/core/transact.contract.ts';
import { describeFactorStore } from '#lib/server/factors/factor-store.contract.ts';
import { describeOfflineStore } from '#lib/server/offline-access/offline-store.contract.ts';
import { describePushKeyStore } from '#lib/server/push/push-key-store.contract.ts';
import { describeRecoveryStore } from '#lib/server/recovery/recovery-store.contract.ts';
import { describeRememberedBrowserStore } from '#lib/server/remembered-browsers/remembered-browser-store.contract.ts';
import { describeTokenFamilyStore } from '#lib/server/refresh-tokens/token-family-store.contract.ts';
import { describeSigningKeyStore } from '#lib/server/tokens/signing-key-store.contract.ts';
import { describeEndingStore } from '#lib/server/sessions/ending-store.contract.ts';
import { describeEndedTokenStore } from '#lib/server/ended-tokens/ended-token-store.contract.ts';
import { describeServedStore } from '#lib/server/logouts/served-store.contract.ts';
import { describeTransactionStore } from '#lib/server/transactions/transaction-store.contract.ts';
import { openSqlitePair } from '../pairs.fixture.ts';

const open = (clock?: Clock) => openSqlitePair(clock);
describeAccountStore('SQLite', open);
describeInvitationStore('SQLite', open);
describeFactorStore('SQLite', { open, sampleAccount });
describeRecoveryStore('SQLite', { open, sampleAccount });
describeReceiptStore('SQLite', { open, sampleAccount });
describeTokenFamilyStore('SQLite', { open, sampleAccount });
describeSigningKeyStore('SQLite', open);
describeApplicationStore('SQLite', open);
describeClientStore('SQLite', open);
describeAskerStore('SQLite', { open, sampleAccount });
describeConsentStore('SQLite', { open, sampleAccount });
describeOfflineStore('SQLite', { open, sampleAccount });
describeTransactionStore('SQLite', { open, sampleAccount });
describePushKeyStore('SQLite', open);
describeRememberedBrowserStore('SQLite', { open, sampleAccount });
describeAuditLog('SQLite', open);
describeAuditChain('SQLite', {
	open,
	unguard: ['no_update', 'no_delete', 'is_numbered'].map(
		(guard) => `drop trigger if exists security_event_${guard}`
	),
	unchain: [
		'drop table audit_chain',
		'alter table security_event drop column mac',
		"delete from kysely_migration where name = '0006_audit_chain'"
	]
});
describeEndingStore('SQLite', open);
describeServedStore('SQLite', open);
describeEndedTokenStore('SQLite', open);
describeTransact('SQLite', { open, sampleAccount });
