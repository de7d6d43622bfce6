import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import type { Factor } from './factor.ts';

/** A sealed state is opened when it is read, so that a factor which nobody looks at costs nothing. */
export interface FactorStore {
	/** Oldest first. */
	list(account: AccountId): Promise<readonly Factor[]>;
	findByHandle(method: string, handle: string): Promise<Factor | undefined>;
	/** Answers false, and writes nothing, when another factor of the method has this handle. */
	add(factor: Factor): Promise<boolean>;
	/**
	 * Writes `next` if the stored version is still `factor.version`, and counts the version up.
	 * Answers whether it did: of racing callers one does.
	 */
	replace(
		factor: Factor,
		next: { state: unknown; lastUsedAt?: Date | undefined }
	): Promise<boolean>;
	/** That it was used is no part of the version either. One that is gone stays so. */
	noteUse(factor: Pick<Factor, 'id' | 'account'>, at: Date): Promise<void>;
	/** A name is no part of the version: renaming never makes a verification lose. */
	rename(account: AccountId, id: FactorId, label: string): Promise<boolean>;
	remove(account: AccountId, id: FactorId): Promise<boolean>;
	/** Opens a state that nobody has: the work of reading one, where time must not tell that there is none. */
	openDecoy(): void;
}
