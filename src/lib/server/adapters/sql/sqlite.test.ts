import {
	sampleAccount,
	describeAccountStore
} from '#lib/server/accounts/account-store.contract.ts';
import { describeInvitationStore } from '#lib/server/accounts/invitation-store.contract.ts';
import { describeAuditLog } from '#lib/server/audit/audit-log.contract.ts';
import { describeTransact } from '#lib/server/core/transact.contract.ts';
import { describeFactorStore } from '#lib/server/factors/factor-store.contract.ts';
import { openSqlitePair } from '../pairs.fixture.ts';

const open = () => openSqlitePair();
describeAccountStore('SQLite', open);
describeInvitationStore('SQLite', open);
describeFactorStore('SQLite', { open, sampleAccount });
describeAuditLog('SQLite', open);
describeTransact('SQLite', { open, sampleAccount });
