import type { TokenFamilyId } from '#lib/server/core/ids.ts';
import type { Family } from './family.ts';

/** Families of refresh tokens. Those of an account that is removed go with it. */
export interface TokenFamilyStore {
	/** Those that are long over go on the way. */
	add(family: Family): Promise<void>;
	find(id: TokenFamilyId): Promise<Family | undefined>;
	/** Writes `next` over the version before it; of racing callers one, and none after a removal. */
	replace(next: Family): Promise<boolean>;
	/** Of racing callers one. */
	remove(id: TokenFamilyId): Promise<boolean>;
}
