import {
	generateAuthenticationOptions,
	verifyAuthenticationResponse,
	type PublicKeyCredentialRequestOptionsJSON
} from '@simplewebauthn/server';

import { bytesOf, type AssertionAnswer } from './answer.ts';
import { parseAuthenticatorData, type AuthenticatorData } from './authenticator-data.ts';
import { judgeClientData, parseClientData } from './client-data.ts';
import { ES256 } from './cose-key.ts';
import type { Credential } from './credential.ts';
import { isDerSignature } from './ecdsa-signature.ts';
import type { CredentialRef } from './registration.ts';
import {
	CHALLENGE_BYTES,
	judgeAuthenticatorData,
	TIMEOUT_MS,
	type RelyingParty,
	type WebauthnDeps
} from './relying-party.ts';

interface Wanted {
	/** Absent where any credential will do. */
	readonly allowed?: readonly CredentialRef[] | undefined;
	readonly userVerification: 'required' | 'preferred';
	/** What is signed, where that says more than that it is fresh. */
	readonly challenge?: Uint8Array<ArrayBuffer>;
}

export function assertionOptions(
	{ random, rp }: WebauthnDeps,
	{ allowed, userVerification, challenge }: Wanted
): Promise<PublicKeyCredentialRequestOptionsJSON> {
	return generateAuthenticationOptions({
		rpID: rp.id,
		challenge: challenge ?? new Uint8Array(random.bytes(CHALLENGE_BYTES)),
		timeout: TIMEOUT_MS,
		userVerification,
		...(allowed && { allowCredentials: [...allowed] })
	});
}

interface Expected {
	readonly rp: RelyingParty;
	readonly challenge: string;
	readonly mustVerifyUser: boolean;
	/** Whoever came without a name is named by the user handle. */
	readonly needsUserHandle: boolean;
}

/**
 * The authenticator's word, or the reason why it counts for nothing. Its counter is the caller's to
 * compare: only now is it the authenticator's and not a stranger's.
 * @see WebAuthn L3 §7.2 and docs/decisions/0010
 */
export async function verifyAssertion(
	answer: AssertionAnswer,
	credential: Credential,
	expected: Expected
): Promise<AuthenticatorData | string> {
	const data = judge(answer, credential, expected);
	if (typeof data === 'string') return data;
	return (await isSigned(answer, credential, expected)) ? data : 'not_verified';
}

/** What the library leaves open of §7.2, and what it tests without saying which. */
function judge(
	{ response }: AssertionAnswer,
	credential: Credential,
	{ rp, challenge, ...expected }: Expected
): AuthenticatorData | string {
	const clientData = parseClientData(bytesOf(response.clientDataJSON));
	const data = parseAuthenticatorData(bytesOf(response.authenticatorData));
	// Only a registration carries a credential (§6.5.1).
	if (!clientData || !data || data.credential) return 'malformed';
	return (
		judgeUserHandle(response.userHandle, credential, expected) ??
		judgeClientData(clientData, { type: 'webauthn.get', challenge, origins: rp.origins }) ??
		judgeAuthenticatorData(data, { rpId: rp.id, needsPresence: true }) ??
		judgeFlags(data, credential, expected) ??
		judgeSignature(response.signature, credential) ??
		data
	);
}

/** A6: it must not disagree. */
function judgeUserHandle(
	userHandle: string | null | undefined,
	credential: Credential,
	{ needsUserHandle }: Pick<Expected, 'needsUserHandle'>
): string | undefined {
	if (!userHandle) return needsUserHandle ? 'user_handle_missing' : undefined;
	return userHandle === credential.userHandle ? undefined : 'wrong_user_handle';
}

/** A17 and A19. Backup eligibility is for life: one that changes is another credential. */
function judgeFlags(
	data: AuthenticatorData,
	credential: Credential,
	{ mustVerifyUser }: Pick<Expected, 'mustVerifyUser'>
): string | undefined {
	if (mustVerifyUser && !data.isUserVerified) return 'user_not_verified';
	if (data.isBackupEligible !== credential.isBackupEligible) return 'backup_eligibility_changed';
	return undefined;
}

function judgeSignature(signature: string, { algorithm }: Credential): string | undefined {
	if (algorithm !== ES256 || isDerSignature(bytesOf(signature))) return undefined;
	return 'malformed';
}

/** The library's verdict. It throws for what it refuses, and for what it cannot read. */
async function isSigned(
	answer: AssertionAnswer,
	credential: Credential,
	{ rp, challenge, mustVerifyUser }: Expected
): Promise<boolean> {
	const { response } = answer;
	try {
		const { verified } = await verifyAuthenticationResponse({
			response: {
				id: answer.id,
				rawId: answer.rawId,
				type: answer.type,
				clientExtensionResults: {},
				response: {
					clientDataJSON: response.clientDataJSON,
					authenticatorData: response.authenticatorData,
					signature: response.signature
				}
			},
			expectedChallenge: challenge,
			expectedOrigin: [...rp.origins],
			expectedRPID: rp.id,
			// Below every counter: the library compares before it verifies, so that an unsigned answer
			// could pass for a cloned key.
			credential: { id: answer.id, publicKey: bytesOf(credential.publicKey), counter: -1 },
			requireUserVerification: mustVerifyUser
		});
		return verified;
	} catch {
		return false;
	}
}
