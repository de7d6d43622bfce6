import type { Clock } from '#lib/server/core/clock.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { EndingStore } from '#lib/server/sessions/index.ts';
import type { VolatileStores } from '../embedded/index.ts';
import { createApprovalStore } from './approval-store.ts';
import { createBudgetStore } from './budget-store.ts';
import { openConnection } from './connection.ts';
import { createIdentityStore } from './identity-store.ts';
import { createKnownBrowserStore } from './known-browser-store.ts';
import { createPendingStore } from './pending-store.ts';
import { createReplay } from './replay.ts';
import { createSessionStore } from './session-store.ts';

export interface Redis {
	readonly stores: VolatileStores;
	/** Refuses `stores.unavailable` while Redis cannot be reached. */
	ready(): Promise<void>;
	/** Resolves when it is not being prepared any more: it serves, or it cannot. For who can wait. */
	prepared(): Promise<void>;
	close(): Promise<void>;
}

export interface RedisOptions {
	/** `redis://…` or `rediss://…` */
	readonly url: string;
	/** Sets several installations on one Redis apart. */
	readonly namespace?: string;
	readonly sealer: Sealer;
	readonly clock: Clock;
	/** What has ended, kept where it is not lost as Redis may lose it. */
	readonly endings: EndingStore;
}

/** Starts even while Redis is away: it keeps trying, and until then every call is refused. */
export async function openRedis(options: RedisOptions): Promise<Redis> {
	const { url, namespace, sealer, clock, endings } = options;
	const prefix = namespace === undefined ? 'lk:' : `lk:${namespace}:`;
	const connection = await openConnection(url, createReplay({ endings, prefix }));
	return {
		stores: {
			sessions: createSessionStore({ connection, clock, prefix, endings }),
			approvals: createApprovalStore({ connection, sealer, clock, prefix }),
			pending: createPendingStore({ connection, sealer, clock, prefix }),
			budgets: createBudgetStore({ connection, clock, prefix }),
			knownBrowsers: createKnownBrowserStore({ connection, clock, prefix }),
			identities: createIdentityStore({ connection, clock, prefix, endings })
		},
		ready: async () => void (await connection.send(['PING'])),
		prepared: () => connection.prepared(),
		close: () => connection.close()
	};
}

export { examineRedis } from './examine.ts';
export type { RedisFacts } from './examine.ts';
