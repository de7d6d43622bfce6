import * as v from 'valibot';

import type { ApprovalDocument } from '#lib/phone/document.ts';
import type { AccountId, ApplicationId, ApprovalId, FactorId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { Receipt } from './receipt.ts';

/** A request that an account's phones are asked to approve. */
export interface Approval {
	readonly id: ApprovalId;
	readonly account: AccountId;
	/** The one phone that is asked; without it, all of the account are. */
	readonly phone?: FactorId | undefined;
	/** What the phone shows and signs, with the number that the browser shows. */
	readonly document: ApprovalDocument;
	/** That number among decoys, in the order in which the phone offers them. */
	readonly numbers: readonly string[];
	/** The pending record that asked, which "this was not me" ends. */
	readonly asker?: { readonly id: string; readonly holder: string } | undefined;
	/** The application that asks, where it is not this service itself. */
	readonly application?: ApplicationId | undefined;
	/** The last moment for an answer. */
	readonly expiresAt: Date;
}

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

/** The one answer that counts. */
export const Outcome = v.object({
	answer: v.picklist(['approved', 'declined', 'wrong-number', 'disowned', 'withdrawn']),
	/** The phone that gave it. */
	factor: v.optional(text<FactorId>()),
	/** Whether the phone has verified who holds it. */
	isUserVerified: v.optional(v.boolean()),
	/** Where the key lives that did; RFC 8176. */
	key: v.optional(v.picklist(['hwk', 'swk'])),
	/** The authenticator's signature counter. */
	counter: v.optional(v.number()),
	receipt: v.optional(Receipt),
	/** What a photo code has answered, in hexadecimal, where nothing was signed. */
	question: v.optional(v.string())
});

export type Outcome = v.InferOutput<typeof Outcome>;

export const approvalRefusals = defineRefusals('approvals', {
	/** Unknown, answered, too old, or another account's: told apart for nobody. */
	gone: 'expired',
	/** The signature, or the authenticator's word, is not good for what was shown. */
	notSigned: 'invalid'
});
