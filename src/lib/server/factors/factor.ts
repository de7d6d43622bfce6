import type { AccountId, FactorId } from '#lib/server/core/ids.ts';

/** What an account has enrolled to prove itself with: a passkey, an authenticator app, its password. */
export interface Factor {
	readonly id: FactorId;
	readonly account: AccountId;
	readonly method: string;
	/** The name that the person gave it. */
	readonly label: string;
	/** What finds it without an account, unique per method, such as a WebAuthn credential id. */
	readonly handle?: string | undefined;
	/** What the method keeps: a secret, a public key, a used step. Only the method reads it. */
	readonly state: unknown;
	/** Counts writes, so that two verifications cannot both win. */
	readonly version: number;
	readonly createdAt: Date;
	readonly lastUsedAt?: Date | undefined;
}
