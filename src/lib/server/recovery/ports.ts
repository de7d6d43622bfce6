import type { AccountId, RecoveryId } from '#lib/server/core/ids.ts';
import type { Recovery, Stage } from './recovery.ts';

/** An account has one live recovery at most. Those of an account that is removed go with it. */
export interface RecoveryStore {
	/** False where the account has one; of racing callers one begins. */
	add(recovery: Recovery): Promise<boolean>;
	find(id: RecoveryId): Promise<Recovery | undefined>;
	findOf(account: AccountId): Promise<Recovery | undefined>;
	/** The one that the browser with this secret has begun. */
	findBySecret(secretHash: string): Promise<Recovery | undefined>;
	/** Ties one that no browser has begun to a browser; of racing callers one. */
	bind(id: RecoveryId, secretHash: string): Promise<boolean>;
	/** Those of which something is to be told by `at`, the longest due first. */
	listDue(at: Date, limit: number): Promise<Recovery[]>;
	/** Goes from one stage on to another, with one link more; of racing callers one. */
	advance(
		id: RecoveryId,
		step: { from: Stage; to: Stage; dueAt: Date; link: string }
	): Promise<boolean>;
	/** Removes it; of racing callers one. */
	remove(id: RecoveryId): Promise<boolean>;
	/** Removes the one that an account has, and says whether there was one. */
	removeOf(account: AccountId): Promise<boolean>;
}
