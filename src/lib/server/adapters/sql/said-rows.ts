/** What people have said of applications. */
import type { AccountId, ConsentId } from '#lib/server/core/ids.ts';

export interface AskerRow {
	account: AccountId;
	id: string;
	answered_at: number;
	off_since: number | null;
}

export interface ConsentRow {
	id: ConsentId;
	account: AccountId;
	client: string;
	/** Both with a blank between two. */
	scopes: string;
	implied: string;
	since: number;
	used_at: number;
}
