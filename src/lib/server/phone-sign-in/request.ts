import * as v from 'valibot';

import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

/** What the browser holds that has begun: nobody else reaches it. */
export const Begun = v.object({
	purpose: v.literal('phone-sign-in'),
	secret: v.string(),
	lifetime: v.picklist(['brief', 'lasting']),
	/** The last millisecond at which a phone may come. */
	shownUntil: v.number()
});

/** What a phone finds by the secret: who asks. */
export const Asker = v.object({
	id: v.string(),
	holder: v.string(),
	address: v.string(),
	userAgent: v.string(),
	requestId: v.string(),
	/** The application that shows the picture on its own page, by its name. */
	application: v.optional(v.string()),
	/** Where the browser that shows it goes on to, by its registered name. */
	goesOnTo: v.optional(v.string()),
	at: v.number()
});

/** The one phone that has come, and what it is asked. */
export const Claim = v.object({
	request: text<ApprovalId>(),
	number: v.string(),
	account: text<AccountId>(),
	generation: v.number(),
	/** The last millisecond for an answer. */
	answerUntil: v.number()
});

export type Asker = v.InferOutput<typeof Asker>;
export type Claim = v.InferOutput<typeof Claim>;

export const phoneSignInRefusals = defineRefusals('phone_sign_in', {
	/** Unknown, used by a phone, finished, too old, or another browser's: told apart for nobody. */
	gone: 'expired',
	/** The phone cannot verify who holds it, so it is one factor only. */
	cannotVerify: 'forbidden',
	/** The account of this phone opens to nobody now. */
	notAccepted: 'forbidden',
	/** Phones are off here. */
	notOffered: 'not-found'
});
