import * as v from 'valibot';

import { parseAssertion, verifyAssertion } from '#lib/server/webauthn/index.ts';
import { authenticatorNameOf, isSignedBy, phoneNameOf } from './phone-key.ts';
import { bytesToSign, challengeOf } from './signed.ts';

const Document = v.strictObject({
	action: v.string(),
	application: v.optional(v.string()),
	text: v.optional(v.string()),
	account: v.string(),
	origin: v.string(),
	address: v.string(),
	browser: v.string(),
	askedAt: v.string(),
	number: v.string(),
	purpose: v.string(),
	request: v.string(),
	nonce: v.string()
});

/** What was shown and who signed it: enough to check it by itself, anywhere and later. */
export const Receipt = v.strictObject({
	version: v.literal(1),
	document: Document,
	phone: v.strictObject({
		/** An uncompressed P-256 point, in base64url. */
		key: v.string(),
		/** ECDSA with SHA-256 over the signed text, r and s, in base64url. */
		signature: v.string()
	}),
	/** Absent where the phone cannot verify who holds it. */
	authenticator: v.optional(
		v.strictObject({
			rpId: v.string(),
			publicKey: v.string(),
			algorithm: v.number(),
			isBackupEligible: v.boolean(),
			userHandle: v.string(),
			/** AuthenticationResponseJSON, WebAuthn L3 §5.1. */
			assertion: v.record(v.string(), v.unknown())
		})
	)
});

export type Receipt = v.InferOutput<typeof Receipt>;

type ReceiptVerdict =
	| { readonly isGenuine: true; readonly isUserVerified: boolean }
	| { readonly isGenuine: false; readonly reason: string };

/** Whose keys they are, as the linking of that phone has put on record. */
export interface Signers {
	readonly phone?: string | undefined;
	readonly authenticator?: string | undefined;
}

export function signersOf({ phone, authenticator }: Receipt): Signers {
	return {
		phone: phoneNameOf(phone.key),
		...(authenticator && { authenticator: authenticatorNameOf(authenticator.publicKey) })
	};
}

/** The first that is not whom the record names; one that is not named may be anybody. */
function strangerIn(receipt: Receipt, linked: Signers): keyof Signers | undefined {
	const signers = signersOf(receipt);
	return (['phone', 'authenticator'] as const).find(
		(each) => linked[each] !== undefined && linked[each] !== signers[each]
	);
}

/**
 * Whether the receipt's keys have signed exactly its document, and are those that were linked, where that is said.
 * Nothing else is asked: it works offline.
 */
export async function verifyReceipt(
	receipt: Receipt,
	linked: Signers = {}
): Promise<ReceiptVerdict> {
	const { document, phone, authenticator } = receipt;
	const stranger = strangerIn(receipt, linked);
	if (stranger) return { isGenuine: false, reason: `another_${stranger}` };
	if (!isSignedBy(phone.key, { bytes: bytesToSign(document), signature: phone.signature }))
		return { isGenuine: false, reason: 'phone_signature' };
	if (!authenticator) return { isGenuine: true, isUserVerified: false };
	const { rpId, assertion, ...kept } = authenticator;
	const answer = parseAssertion(assertion);
	if (!answer) return { isGenuine: false, reason: 'authenticator_answer' };
	const credential = { ...kept, counter: 0, transports: [], isBackedUp: false, aaguid: '' };
	const data = await verifyAssertion(answer, credential, {
		rp: { id: rpId, name: '', origins: [document.origin] },
		challenge: challengeOf(document),
		mustVerifyUser: true,
		needsUserHandle: false
	});
	return typeof data === 'string'
		? { isGenuine: false, reason: `authenticator_${data}` }
		: { isGenuine: true, isUserVerified: true };
}
