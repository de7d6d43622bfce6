import type { AccountId } from '#lib/server/core/ids.ts';

/** An application that a phone of the account has answered, by the id that it asks under. */
export interface Asker {
	readonly id: string;
	readonly answeredAt: Date;
	/** Since when nothing that it asks reaches a phone. */
	readonly offSince?: Date | undefined;
}

/** Askers are never lost. They go with their account. */
export interface AskerStore {
	/** A phone has answered it. One that is turned off stays so. */
	note(account: AccountId, id: string, at: Date): Promise<void>;
	isOff(account: AccountId, id: string): Promise<boolean>;
	/** Turns one off, or with undefined on again. Answers whether that changed it; of racing callers it does for one. */
	turn(account: AccountId, id: string, offSince: Date | undefined): Promise<boolean>;
	/** Last answered first. */
	list(account: AccountId): Promise<readonly Asker[]>;
}
