import type { ApprovalStore } from '#lib/server/approvals/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { IdentityStore } from '#lib/server/identities/index.ts';
import type { KnownBrowserStore } from '#lib/server/known-browsers/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { SessionStore } from '#lib/server/sessions/index.ts';
import type { BudgetStore } from '#lib/server/throttling/index.ts';
import type { SqliteFile } from '../sql/index.ts';
import { createApprovalStore } from './approval-store.ts';
import { createBudgetStore } from './budget-store.ts';
import { createIdentityStore } from './identity-store.ts';
import { createKnownBrowserStore } from './known-browser-store.ts';
import { createPendingStore } from './pending-store.ts';
import { createSessionStore } from './session-store.ts';
import { createSweep } from './sweep.ts';

/** What may expire, as both the embedded store and Redis keep it. */
export interface VolatileStores {
	readonly sessions: SessionStore;
	readonly approvals: ApprovalStore;
	readonly pending: PendingStore;
	readonly budgets: BudgetStore;
	readonly knownBrowsers: KnownBrowserStore;
	readonly identities: IdentityStore;
}

/** Keeps sessions and pending records in the SQLite file, so that they outlive a restart. */
export function createEmbeddedStores(deps: {
	database: SqliteFile;
	sealer: Sealer;
	clock: Clock;
}): VolatileStores {
	const { database: file, sealer, clock } = deps;
	const sweep = createSweep(file, clock);
	return {
		sessions: createSessionStore({ file, clock, sweep }),
		approvals: createApprovalStore({ file, sealer, clock, sweep }),
		pending: createPendingStore({ file, sealer, clock, sweep }),
		budgets: createBudgetStore({ file, clock, sweep }),
		knownBrowsers: createKnownBrowserStore({ file, clock, sweep }),
		identities: createIdentityStore({ file, clock, sweep })
	};
}
