import type { Attestation } from './attestation.ts';
import { decodeFirst, decodeWhole, isMap } from './cbor.ts';

/** Byte offsets of WebAuthn L3 §6.1, "Authenticator Data", and §6.5.1, "Attested Credential Data". */
const FLAGS = 32;
const COUNTER = 33;
const HEADER_LENGTH = 37;
const CREDENTIAL_ID_LENGTH = HEADER_LENGTH + 16;
const CREDENTIAL_ID = CREDENTIAL_ID_LENGTH + 2;

export interface AttestedCredential {
	readonly aaguid: string;
	readonly id: Uint8Array;
	/** The COSE key, as it was sent. */
	readonly publicKey: Uint8Array;
}

export interface AuthenticatorData {
	readonly rpIdHash: Uint8Array;
	readonly isUserPresent: boolean;
	readonly isUserVerified: boolean;
	readonly isBackupEligible: boolean;
	readonly isBackedUp: boolean;
	readonly counter: number;
	readonly credential: AttestedCredential | undefined;
}

/** Reads authenticator data of which every byte is accounted for; anything else is undefined. */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData | undefined {
	if (bytes.length < HEADER_LENGTH) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const flags = view.getUint8(FLAGS);
	const has = (bit: number): boolean => (flags & (1 << bit)) !== 0;

	const credential = has(6) ? parseCredential(bytes, view) : undefined;
	if (has(6) && !credential) return undefined;
	const end = credential
		? CREDENTIAL_ID + credential.id.length + credential.publicKey.length
		: HEADER_LENGTH;
	if (!isTail(bytes.subarray(end), has(7))) return undefined;

	return {
		rpIdHash: bytes.subarray(0, FLAGS),
		isUserPresent: has(0),
		isUserVerified: has(2),
		isBackupEligible: has(3),
		isBackedUp: has(4),
		counter: view.getUint32(COUNTER),
		credential
	};
}

function parseCredential(bytes: Uint8Array, view: DataView): AttestedCredential | undefined {
	if (bytes.length < CREDENTIAL_ID) return undefined;
	const idEnd = CREDENTIAL_ID + view.getUint16(CREDENTIAL_ID_LENGTH);
	const key = decodeFirst(bytes.subarray(idEnd));
	if (!key || !isMap(key.value)) return undefined;
	return {
		aaguid: uuid(bytes.subarray(HEADER_LENGTH, CREDENTIAL_ID_LENGTH)),
		id: bytes.subarray(CREDENTIAL_ID, idEnd),
		publicKey: bytes.subarray(idEnd, idEnd + key.length)
	};
}

/** After the credential come extension outputs, one map, exactly if the ED flag says so. */
function isTail(tail: Uint8Array, hasExtensions: boolean): boolean {
	return hasExtensions ? isMap(decodeWhole(tail)) : tail.length === 0;
}

function uuid(bytes: Uint8Array): string {
	return Buffer.from(bytes)
		.toString('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The three members of an attestation object and no more. */
export function parseAttestationObject(
	bytes: Uint8Array
): { attestation: Attestation; authenticatorData: AuthenticatorData } | undefined {
	const map = decodeWhole(bytes);
	if (!isMap(map) || map.size !== 3) return undefined;
	const [format, statement, authData] = ['fmt', 'attStmt', 'authData'].map((name) => map.get(name));
	if (typeof format !== 'string' || !isMap(statement)) return undefined;
	if (!(authData instanceof Uint8Array)) return undefined;
	const authenticatorData = parseAuthenticatorData(authData);
	return authenticatorData && { attestation: { format, statement }, authenticatorData };
}
