import { ES256 } from './cose-key.ts';
import { isDerSignature } from './ecdsa-signature.ts';

export interface Attestation {
	readonly format: string;
	readonly statement: ReadonlyMap<unknown, unknown>;
}

/**
 * The reason why an attestation is not accepted, if there is one.
 * None is asked for, and none is trusted. Formats other than these are refused by name, before their
 * certificates are read: the library would fetch revocation lists from addresses found in them.
 * @see WebAuthn L3 §7.1 steps 21 to 24
 */
export function judgeAttestation(
	{ format, statement }: Attestation,
	algorithm: number
): string | undefined {
	if (format === 'none') return statement.size === 0 ? undefined : 'malformed';
	if (format === 'packed') return judgePacked(statement, algorithm);
	return 'attestation_not_accepted';
}

/** What the library forgives in a packed statement. @see WebAuthn L3 §8.2 */
function judgePacked(statement: Attestation['statement'], algorithm: number): string | undefined {
	const [alg, sig, x5c] = ['alg', 'sig', 'x5c'].map((name) => statement.get(name));
	if (!(sig instanceof Uint8Array) || statement.size !== (x5c === undefined ? 2 : 3)) {
		return 'malformed';
	}
	if (alg === ES256 && !isDerSignature(sig)) return 'malformed';
	// Signed by its own key, a statement is of that key's algorithm.
	return x5c === undefined && alg !== algorithm ? 'malformed' : undefined;
}
