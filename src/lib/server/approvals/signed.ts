import { createHash } from 'node:crypto';

import { signedText, type ApprovalDocument } from '#lib/phone/document.ts';

/** What is signed with the phone's key. */
export function bytesToSign(document: ApprovalDocument): Uint8Array {
	return new TextEncoder().encode(signedText(document));
}

/** The WebAuthn challenge: the hash of exactly what was shown. */
export function challengeOf(document: ApprovalDocument): string {
	return createHash('sha256').update(bytesToSign(document)).digest('base64url');
}
