import type { AccountId, ConsentId } from '#lib/server/core/ids.ts';

/** What an account has allowed a client. Every grant hangs on it, in whichever session it was given. */
export interface Consent {
	/** Another one when it was taken back and is given anew: what hung on the first stays void. */
	readonly id: ConsentId;
	readonly account: AccountId;
	readonly client: string;
	/** What the person has said yes to. */
	readonly scopes: readonly string[];
	/** What nobody was asked about, since the operator had said that nobody need be. */
	readonly implied: readonly string[];
	readonly since: Date;
	readonly usedAt: Date;
}
