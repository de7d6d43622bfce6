import type { Approval, AskedBy } from '#lib/server/approvals/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Sending } from '#lib/server/sent-codes/index.ts';

/** A phone is expected to come by the link with this id, once. */
export interface Link {
	/** The hash of the secret in the link. */
	readonly id: string;
	readonly account: AccountId;
	readonly username: string;
	readonly displayName: string;
	/** What the phone's own credential is registered under. */
	readonly userHandle: string;
	/** PublicKeyCredentialCreationOptionsJSON, for a phone that can verify its holder. */
	readonly options: { readonly challenge: string };
	readonly expiresAt: Date;
}

/**
 * What a method wants done outside, as data: a method decides, and the caller has it done. Where an answer
 * waits for what comes of it, `id` finds that.
 */
export type Errand =
	| { readonly kind: 'approval'; readonly id: string; readonly approval: Approval }
	| { readonly kind: 'link'; readonly id: string; readonly link: Link }
	| { readonly kind: 'code'; readonly id: string; readonly code: Sending };

/** An errand that an answer waits for. */
export type ErrandRef = { readonly kind: 'approval' | 'link'; readonly id: string };

/** Nothing comes back of a code: what is typed is compared with it. */
export function awaitedOf({ kind, id }: Errand): ErrandRef | undefined {
	return kind === 'code' ? undefined : { kind, id };
}

/** Has errands done; joined from what can do them in the composition root. */
export interface Errands {
	run(errand: Errand): Promise<void>;
	/** What has come of it, for the method to judge; undefined while nobody has answered. */
	resultOf(ref: ErrandRef): Promise<unknown>;
	/** Nobody waits for it any more. */
	drop(ref: ErrandRef): Promise<void>;
	/** The browser has begun anew, and waits for nothing that it asked of phones. */
	dropAsked(by: AskedBy): Promise<void>;
}

/** Who asks for a proof, for a method that tells its owner. */
export interface Asking {
	readonly account: AccountId;
	readonly username: string;
	readonly locale?: string | undefined;
	/** The account's address, where it has been proven. */
	readonly email?: string | undefined;
	readonly purpose: string;
	/** The application that signs somebody in by itself, by its registered name. */
	readonly application?: string | undefined;
	/** Where a browser goes on to that is signed in here, by its registered name. */
	readonly goesOnTo?: string | undefined;
	/** What a step-up is for, by its name in policy. */
	readonly action?: string | undefined;
	readonly caller: Caller;
	/** The challenge, which its owner may end. */
	readonly asker: { readonly id: string; readonly holder: string };
	/** When that is over. */
	readonly until: Date;
}
