import { hash, verify } from 'node:crypto';

import { EDDSA, ES256, keyObjectOf } from './cose-key.ts';
import type { Credential } from './credential.ts';
import { isDerSignature } from './ecdsa-signature.ts';

/** The parts of an assertion that are signed, as they came, and their signature. */
interface Signed {
	readonly authenticatorData: Uint8Array;
	readonly clientData: Uint8Array;
	readonly signature: Uint8Array;
}

/**
 * The reason why the signature does not count, if there is one.
 * @see WebAuthn L3 §7.2 steps 20 and 21, §6.5.5
 */
export function judgeSignature(
	{ authenticatorData, clientData, signature }: Signed,
	{ algorithm, publicKey }: Pick<Credential, 'algorithm' | 'publicKey'>
): string | undefined {
	if (algorithm === ES256 && !isDerSignature(signature)) return 'malformed';
	const data = Buffer.concat([authenticatorData, hash('sha256', clientData, 'buffer')]);
	// Ed25519 has a digest of its own.
	const digest = algorithm === EDDSA ? undefined : 'sha256';
	try {
		const key = keyObjectOf(Buffer.from(publicKey, 'base64url'));
		return verify(digest, data, key, signature) ? undefined : 'not_verified';
	} catch {
		return 'not_verified';
	}
}
