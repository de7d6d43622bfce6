import * as v from 'valibot';

import type { EmailProofId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

/** An address that waits for the code that was sent to it. */
export interface EmailProof {
	readonly id: EmailProofId;
	readonly email: string;
	readonly expiresAt: Date;
	readonly attemptsLeft: number;
}

export type EmailVerdict =
	| { readonly verified: true; readonly email: string }
	| {
			readonly verified: false;
			readonly reason: 'malformed' | 'wrong_code';
			readonly attemptsLeft: number;
	  };

/** A session has other things pending: only this is a proof of an address. */
export const ProofData = v.object({
	purpose: v.literal('email'),
	email: v.string(),
	normal: v.string(),
	codeHash: v.string()
});

export type ProofData = v.InferOutput<typeof ProofData>;

export const emailProofRefusals = defineRefusals('email_proofs', {
	/** Unknown, expired, answered, out of tries, or another session's. */
	gone: 'expired',
	/** Another account has proven this address. Only told to who has just proven it, too. */
	taken: 'conflict',
	alreadyProven: 'conflict',
	/** As many codes as there may be within an hour. */
	tooMany: 'throttled',
	/** This service has no way to send mail. */
	noMail: 'conflict'
});
