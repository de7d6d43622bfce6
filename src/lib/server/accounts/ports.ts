import type { AccountId, InvitationId } from '#lib/server/core/ids.ts';
import type { Account, Invitation, NewAccount, PasswordDemand } from './account.ts';

export interface AccountStore {
	/**
	 * Adds the account and claims its username. Answers false, and writes nothing, when that is taken; of
	 * racing callers one gets it. The e-mail address claims nothing until it is proven.
	 */
	add(account: NewAccount): Promise<boolean>;
	find(id: AccountId): Promise<Account | undefined>;
	/** By the normal form of a username or of a proven e-mail address. */
	findByIdentifier(normal: string): Promise<Account | undefined>;
	/**
	 * Makes a proven address the account's own, in place of the one before. Answers false, and writes
	 * nothing, when another account has proven it; of racing accounts one gets it.
	 */
	claimEmail(id: AccountId, proven: { email: string; normal: string }): Promise<boolean>;
	/** Finds, and holds the row until the transaction ends, so that changes to one account queue up. */
	lock(id: AccountId): Promise<Account | undefined>;
	change(id: AccountId, to: Partial<Pick<Account, 'displayName' | 'locale'>>): Promise<void>;
	/** Puts it into these groups and no other. */
	changeGroups(id: AccountId, to: readonly string[]): Promise<void>;
	/** Answers whether it had another before. Disabling also begins a new generation. */
	changeStatus(id: AccountId, to: Account['status']): Promise<boolean>;
	/** Demands another password, and begins a new generation; or, without a reason, takes that back. */
	demandPassword(id: AccountId, reason: PasswordDemand | undefined): Promise<void>;
	/** With all that belongs to it; its names are free again. */
	remove(id: AccountId): Promise<void>;
	hasAdministrator(): Promise<boolean>;
	/** Holds the rows of all active administrators until the transaction ends, and says who they are. */
	lockAdministrators(): Promise<AccountId[]>;
	/**
	 * Newest first; `before` is the last one seen. `search` is part of a username or an address, or an id,
	 * in any case of letters.
	 */
	list(page: { before?: AccountId; search?: string; limit: number }): Promise<Account[]>;
}

/**
 * An invitation is void, neither found nor listed nor consumed, unless its maker may invite: an account as long as
 * it is an active administrator, the shell always. One that nobody made is the first administrator's, and void as
 * soon as there is an administrator.
 */
export interface InvitationStore {
	add(invitation: Invitation): Promise<void>;
	/** Finds one that is neither used nor expired at `at`. */
	find(secretHash: string, at: Date): Promise<Invitation | undefined>;
	/**
	 * Marks it used; false when it was used, void, expired or unknown. Of racing callers one succeeds, and none
	 * once its maker has been disabled or removed.
	 */
	consume(id: InvitationId, by: AccountId, at: Date): Promise<boolean>;
	/** Unused and unexpired ones, newest first. */
	list(at: Date): Promise<Invitation[]>;
	/** Removes an unused one. */
	remove(id: InvitationId): Promise<boolean>;
	/** Removes unused ones that no account made: those of the first administrator. */
	removeUnattended(): Promise<void>;
}
