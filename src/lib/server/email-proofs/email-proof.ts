import * as v from 'valibot';

import type { EmailProofId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret } from '#lib/server/core/secret.ts';

export const CODE_LIFETIME_MS = 10 * 60_000;
export const CODE_TRIES = 3;
const CODE_DIGITS = 6;

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

/** Six digits, each code as likely as any other. */
export function newCode(random: Random): string {
	const most = 10 ** CODE_DIGITS;
	const fair = 2 ** 32 - (2 ** 32 % most);
	for (;;) {
		const drawn = Buffer.from(random.bytes(4)).readUInt32BE();
		if (drawn < fair) return String(drawn % most).padStart(CODE_DIGITS, '0');
	}
}

/** The digits of what was typed; undefined unless there are six. */
export function parseCode(typed: string): string | undefined {
	const code = typed.normalize('NFKC').replace(/[\s-]/g, '');
	return /^[0-9]{6}$/.test(code) ? code : undefined;
}

/** With the id in it, so that equal codes look different. */
export const hashCode = (id: string, code: string): string => hashSecret(`${id} ${code}`);
