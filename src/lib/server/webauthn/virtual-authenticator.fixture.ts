/**
 * An authenticator and its browser for tests: makes ES256 credentials and assertions that verify,
 * and on request ones that should not. `overrides` change one thing about the next answer.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

interface AuthenticatorOptions {
	readonly origin: string;
	readonly aaguid?: string;
	readonly transports?: readonly string[];
	readonly isBackupEligible?: boolean;
	/** Whether it verifies its user. */
	readonly verifiesUser?: boolean;
	/** Counts signatures, as security keys do; synced passkeys stay at zero. */
	readonly countsSignatures?: boolean;
}

export interface Overrides {
	readonly type?: string;
	readonly challenge?: string;
	readonly origin?: string;
	readonly crossOrigin?: boolean;
	readonly topOrigin?: string;
	readonly rpId?: string;
	readonly isUserPresent?: boolean;
	readonly isUserVerified?: boolean;
	readonly isBackupEligible?: boolean;
	readonly isBackedUp?: boolean;
	readonly counter?: number;
	/** `undefined` in the answer when this is `undefined`. */
	readonly userHandle?: string | undefined;
	readonly credentialId?: Uint8Array;
	readonly publicKey?: Uint8Array;
	readonly extensions?: Uint8Array;
	readonly format?: string;
	/** Changes what is signed, after it is made and before it is signed. */
	readonly alterClientData?: (json: string) => string | Uint8Array;
	readonly alterAuthenticatorData?: (bytes: Uint8Array) => Uint8Array;
	readonly alterAttestationObject?: (bytes: Uint8Array) => Uint8Array;
	readonly alterSignature?: (bytes: Uint8Array) => Uint8Array;
}

interface Credential {
	readonly id: Uint8Array;
	readonly rpId: string;
	readonly userHandle: string;
	readonly privateKey: KeyObject;
	counter: number;
}

/** The parts of PublicKeyCredentialCreationOptionsJSON that it reads. */
interface CreationOptions {
	readonly challenge: string;
	readonly rp: { readonly id?: string };
	readonly user: { readonly id: string };
}

/** The parts of PublicKeyCredentialRequestOptionsJSON that it reads. */
interface RequestOptions {
	readonly challenge: string;
	readonly rpId?: string;
	readonly allowCredentials?: readonly { readonly id: string }[];
}

export interface VirtualAuthenticator {
	/** A RegistrationResponseJSON. */
	create(options: object, overrides?: Overrides): Answer;
	/** An AuthenticationResponseJSON by the newest credential that is allowed. */
	get(options: object, overrides?: Overrides): Answer;
}

export interface Answer {
	readonly id: string;
	readonly rawId: string;
	readonly type: string;
	readonly clientExtensionResults: object;
	readonly response: Readonly<Record<string, unknown>>;
}

const NO_AAGUID = '00000000-0000-0000-0000-000000000000';

export function createVirtualAuthenticator(options: AuthenticatorOptions): VirtualAuthenticator {
	const { aaguid = NO_AAGUID, transports = ['internal', 'hybrid'] } = options;
	const { isBackupEligible = true, verifiesUser = true, countsSignatures = false } = options;
	const credentials: Credential[] = [];

	const authenticatorData = (
		{ rpId, counter }: { rpId: string; counter: number },
		overrides: Overrides,
		attested?: Uint8Array
	): Uint8Array => {
		const { extensions } = overrides;
		const flags = flagsOf(overrides, {
			hasCredential: attested !== undefined,
			hasExtensions: extensions !== undefined
		});
		const header = Buffer.alloc(5);
		header.writeUInt8(flags);
		header.writeUInt32BE(overrides.counter ?? counter, 1);
		const data = Buffer.concat([
			sha256(overrides.rpId ?? rpId),
			header,
			attested ?? new Uint8Array(),
			extensions ?? new Uint8Array()
		]);
		return overrides.alterAuthenticatorData?.(data) ?? data;
	};

	const flagsOf = (
		overrides: Overrides,
		{ hasCredential, hasExtensions }: { hasCredential: boolean; hasExtensions: boolean }
	): number => {
		const { isUserPresent = true, isUserVerified = verifiesUser } = overrides;
		const isEligible = overrides.isBackupEligible ?? isBackupEligible;
		const isBackedUp = overrides.isBackedUp ?? isEligible;
		return [
			...[isUserPresent, false, isUserVerified, isEligible],
			...[isBackedUp, false, hasCredential, hasExtensions]
		].reduce((bits, flag, index) => bits | (Number(flag) << index), 0);
	};

	const clientData = (type: string, challenge: string, overrides: Overrides): Uint8Array => {
		const { topOrigin } = overrides;
		const json = JSON.stringify({
			type: overrides.type ?? type,
			challenge: overrides.challenge ?? challenge,
			origin: overrides.origin ?? options.origin,
			crossOrigin: overrides.crossOrigin ?? false,
			...(topOrigin !== undefined && { topOrigin })
		});
		return Buffer.from(overrides.alterClientData?.(json) ?? json);
	};

	return {
		create(given, overrides = {}) {
			const { challenge, rp, user } = given as CreationOptions;
			const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
			const key = overrides.publicKey ?? coseKey(publicKey);
			const id = overrides.credentialId ?? sha256(key);
			const credential: Credential = {
				id,
				rpId: rp.id ?? new URL(options.origin).hostname,
				userHandle: user.id,
				privateKey,
				counter: countsSignatures ? 1 : 0
			};
			credentials.push(credential);
			const idLength = Buffer.alloc(2);
			idLength.writeUInt16BE(id.length);
			const aaguidBytes = Buffer.from(aaguid.replaceAll('-', ''), 'hex');
			const attested = Buffer.concat([aaguidBytes, idLength, id, key]);
			const object = isoCBOR.encode(
				new Map<string, Parameters<typeof isoCBOR.encode>[0]>([
					['fmt', overrides.format ?? 'none'],
					['attStmt', new Map()],
					['authData', new Uint8Array(authenticatorData(credential, overrides, attested))]
				])
			);
			return answer(id, {
				clientDataJSON: base64Url(clientData('webauthn.create', challenge, overrides)),
				attestationObject: base64Url(overrides.alterAttestationObject?.(object) ?? object),
				transports
			});
		},

		get(given, overrides = {}) {
			const { challenge, allowCredentials } = given as RequestOptions;
			const allowed = allowCredentials?.map(({ id }) => id);
			const credential = credentials.findLast(({ id }) => allowed?.includes(base64Url(id)) ?? true);
			if (!credential) throw new Error('no credential that is allowed');
			if (countsSignatures) credential.counter += 1;
			const data = authenticatorData(credential, overrides);
			const client = clientData('webauthn.get', challenge, overrides);
			const signed = Buffer.concat([data, sha256(client)]);
			const signature = sign('sha256', signed, credential.privateKey);
			const handle = 'userHandle' in overrides ? overrides.userHandle : credential.userHandle;
			return answer(credential.id, {
				clientDataJSON: base64Url(client),
				authenticatorData: base64Url(data),
				signature: base64Url(overrides.alterSignature?.(signature) ?? signature),
				...(handle !== undefined && { userHandle: handle })
			});
		}
	};
}

/** A COSE key of EC2 and ES256, RFC 9053 §7.1.1. */
function coseKey(publicKey: KeyObject): Uint8Array {
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	return encodeCose([
		[1, 2],
		[3, -7],
		[-1, 1],
		[-2, new Uint8Array(Buffer.from(x, 'base64url'))],
		[-3, new Uint8Array(Buffer.from(y, 'base64url'))]
	]);
}

export type CoseKey = readonly (readonly [number, number | Uint8Array])[];

export function encodeCose(members: CoseKey): Uint8Array {
	return isoCBOR.encode(new Map(members));
}

function answer(id: Uint8Array, response: Answer['response']): Answer {
	const name = base64Url(id);
	return {
		id: name,
		rawId: name,
		type: 'public-key',
		clientExtensionResults: { credProps: { rk: true } },
		response
	};
}

function sha256(data: string | Uint8Array): Buffer {
	return createHash('sha256').update(data).digest();
}

function base64Url(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('base64url');
}
