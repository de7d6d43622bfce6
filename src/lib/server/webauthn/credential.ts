import * as v from 'valibot';

import { transportSchema } from './answer.ts';

/** What is kept of a credential, WebAuthn L3 §4, "Credential Record". A method adds members of its own. */
export const Credential = v.object({
	/** A COSE key, in base64url. */
	publicKey: v.string(),
	algorithm: v.number(),
	counter: v.number(),
	transports: v.array(transportSchema),
	isBackupEligible: v.boolean(),
	isBackedUp: v.boolean(),
	aaguid: v.string(),
	userHandle: v.string()
});

export type Credential = v.InferOutput<typeof Credential>;

/** A22: a counter that is kept must grow. */
export function hasGrown(counter: number, stored: number): boolean {
	return counter > stored || (counter === 0 && stored === 0);
}
