import * as v from 'valibot';

import { SubscriptionData } from '#lib/server/push/index.ts';
import { Credential } from '#lib/server/webauthn/index.ts';
import type { Factor } from '../factor.ts';

/** A credential of the phone's own, beside its key: it verifies who holds the phone. */
export const PhoneCredential = v.object({ ...Credential.entries, id: v.string() });

const phoneSchema = v.object({
	/** The key that signs every call and every approval: an uncompressed P-256 point, in base64url. */
	key: v.string(),
	/** Absent where the phone cannot verify its holder. */
	credential: v.optional(PhoneCredential),
	/** The secret of an ECDH agreement, from which keys for photo codes are derived; docs/decisions/0023. */
	codeSecret: v.string(),
	/** Where it is told of requests while its page is closed. */
	push: v.optional(SubscriptionData),
	/** The request that it approved last, so that one approval is one proof. */
	lastRequest: v.optional(v.string()),
	/** The picture that it answered last, so that one code is one proof. */
	lastPicture: v.optional(v.string())
});

export type PhoneState = v.InferOutput<typeof phoneSchema>;

export function phoneOf(factor: Factor): PhoneState {
	return v.parse(phoneSchema, factor.state);
}

/** The state after it has approved a request. */
export function afterApproval(
	phone: PhoneState,
	{ request, counter = 0 }: { request: string; counter?: number | undefined }
): PhoneState {
	const { credential } = phone;
	return {
		...phone,
		...(credential && { credential: { ...credential, counter } }),
		lastRequest: request
	};
}

export const METHOD = 'phones';

export function failed(reason: string): { passed: false; reason: string } {
	return { passed: false, reason };
}
