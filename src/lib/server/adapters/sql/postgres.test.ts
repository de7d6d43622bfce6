import {
	sampleAccount,
	describeAccountStore
} from '#lib/server/accounts/account-store.contract.ts';
import { describeInvitationStore } from '#lib/server/accounts/invitation-store.contract.ts';
import { describeAuditLog } from '#lib/server/audit/audit-log.contract.ts';
import { describeTransact } from '#lib/server/core/transact.contract.ts';
import { describeFactorStore } from '#lib/server/factors/factor-store.contract.ts';
import { openPostgresPair } from '../pairs.fixture.ts';

const url = process.env['TEST_DATABASE_URL'];
if (!url) throw new Error('TEST_DATABASE_URL is missing: run this by scripts/with-stores.mjs.');

const open = () => openPostgresPair(url);
describeAccountStore('PostgreSQL', open);
describeInvitationStore('PostgreSQL', open);
describeFactorStore('PostgreSQL', { open, sampleAccount });
describeAuditLog('PostgreSQL', open);
describeTransact('PostgreSQL', { open, sampleAccount });
