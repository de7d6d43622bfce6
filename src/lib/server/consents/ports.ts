import type { AccountId, ConsentId } from '#lib/server/core/ids.ts';
import type { Consent } from './consent.ts';

/** How exactly the last use is kept. */
export const USE_EVERY_MS = 60_000;

/** Consents are never lost. They go with their account. */
export interface ConsentStore {
	/**
	 * In a transaction: adds what is new to what the account has allowed the client already, and answers with all of
	 * it; the id and the beginning stay those of the first. Of racing callers none loses what it adds.
	 */
	add(consent: Consent): Promise<Consent>;
	find(account: AccountId, client: string): Promise<Consent | undefined>;
	/** Finds one that has not been taken back, and keeps when it was used, to the minute. */
	use(id: ConsentId, at: Date): Promise<Consent | undefined>;
	/** Last used first. */
	list(account: AccountId): Promise<readonly Consent[]>;
	/** Answers with what was taken back; of racing callers one. */
	remove(account: AccountId, id: ConsentId): Promise<Consent | undefined>;
}
