import {
	generateRegistrationOptions,
	verifyRegistrationResponse,
	type PublicKeyCredentialCreationOptionsJSON
} from '@simplewebauthn/server';

import { bytesOf, parseRegistration, type RegistrationAnswer, type Transport } from './answer.ts';
import { judgeAttestation } from './attestation.ts';
import {
	parseAttestationObject,
	type AttestedCredential,
	type AuthenticatorData
} from './authenticator-data.ts';
import { toBase64Url } from './base64url.ts';
import { judgeClientData, parseClientData } from './client-data.ts';
import { ALGORITHMS, algorithmOf, judgeKey } from './cose-key.ts';
import type { Credential } from './credential.ts';
import {
	CHALLENGE_BYTES,
	judgeAuthenticatorData,
	TIMEOUT_MS,
	type RelyingParty,
	type WebauthnDeps
} from './relying-party.ts';

/** A credential that has been asked for before or is to be asked for. */
export interface CredentialRef {
	readonly id: string;
	readonly transports: Transport[];
}

interface Wanted {
	readonly user: { readonly name: string; readonly displayName: string; readonly handle: string };
	/** The authenticator refuses where it has one of these. */
	readonly exclude: readonly CredentialRef[];
	readonly residentKey: 'required' | 'discouraged';
	readonly userVerification: 'required' | 'preferred';
}

export function registrationOptions(
	{ random, rp }: WebauthnDeps,
	{ user, exclude, residentKey, userVerification }: Wanted
): Promise<PublicKeyCredentialCreationOptionsJSON> {
	return generateRegistrationOptions({
		rpName: rp.name,
		rpID: rp.id,
		userName: user.name,
		userID: bytesOf(user.handle),
		userDisplayName: user.displayName,
		challenge: new Uint8Array(random.bytes(CHALLENGE_BYTES)),
		timeout: TIMEOUT_MS,
		attestationType: 'none',
		supportedAlgorithmIDs: ALGORITHMS,
		excludeCredentials: [...exclude],
		authenticatorSelection: { residentKey, userVerification },
		extensions: { credProps: true }
	});
}

interface Expected {
	readonly rp: RelyingParty;
	readonly challenge: string;
	readonly userHandle: string;
	/** Made in passing, with nobody at it. */
	readonly isConditional: boolean;
	/** Ids that the account has already. */
	readonly known: readonly string[];
}

export interface Registered {
	readonly id: string;
	readonly credential: Credential;
	readonly isUserPresent: boolean;
	readonly isUserVerified: boolean;
}

interface Sound {
	readonly data: AuthenticatorData;
	readonly attested: AttestedCredential;
}

/** The credential, or the reason why there is none. @see WebAuthn L3 §7.1 and docs/decisions/0010 */
export async function verifyRegistration(
	input: unknown,
	expected: Expected
): Promise<Registered | string> {
	const answer = parseRegistration(input);
	if (!answer) return 'malformed';
	const sound = judge(answer, expected);
	if (typeof sound === 'string') return sound;
	if (expected.known.includes(answer.id)) return 'already_enrolled';
	if (!(await isVerified(answer, expected))) return 'not_verified';
	const { data, attested } = sound;
	return {
		id: answer.id,
		credential: {
			publicKey: toBase64Url(attested.publicKey),
			algorithm: algorithmOf(attested.publicKey),
			counter: data.counter,
			transports: answer.response.transports,
			isBackupEligible: data.isBackupEligible,
			isBackedUp: data.isBackedUp,
			aaguid: attested.aaguid,
			userHandle: expected.userHandle
		},
		isUserPresent: data.isUserPresent,
		isUserVerified: data.isUserVerified
	};
}

/** What the library leaves open of §7.1, and what it tests without saying which. */
function judge(
	answer: RegistrationAnswer,
	{ rp, challenge, isConditional }: Expected
): Sound | string {
	const clientData = parseClientData(bytesOf(answer.response.clientDataJSON));
	const object = parseAttestationObject(bytesOf(answer.response.attestationObject));
	if (!clientData || !object) return 'malformed';
	const { attestation, authenticatorData: data } = object;
	const { credential: attested } = data;
	if (!attested) return 'malformed';
	return (
		judgeClientData(clientData, { type: 'webauthn.create', challenge, origins: rp.origins }) ??
		judgeAuthenticatorData(data, { rpId: rp.id, needsPresence: !isConditional }) ??
		judgeCredential(attested, answer.id) ??
		judgeAttestation(attestation, algorithmOf(attested.publicKey)) ?? { data, attested }
	);
}

function judgeCredential(attested: AttestedCredential, id: string): string | undefined {
	// The answer's id is bounded, so this bounds both.
	if (toBase64Url(attested.id) !== id) return 'wrong_credential_id';
	return judgeKey(attested.publicKey);
}

/** The library's verdict. It throws for what it refuses, and for what it cannot read. */
async function isVerified(
	answer: RegistrationAnswer,
	{ rp, challenge, isConditional }: Expected
): Promise<boolean> {
	try {
		const { verified } = await verifyRegistrationResponse({
			response: {
				id: answer.id,
				rawId: answer.rawId,
				type: answer.type,
				clientExtensionResults: {},
				response: {
					clientDataJSON: answer.response.clientDataJSON,
					attestationObject: answer.response.attestationObject
				}
			},
			expectedChallenge: challenge,
			expectedOrigin: [...rp.origins],
			expectedRPID: rp.id,
			requireUserPresence: !isConditional,
			requireUserVerification: false,
			supportedAlgorithmIDs: ALGORITHMS
		});
		return verified;
	} catch {
		return false;
	}
}
