import {
	generateAuthenticationOptions,
	type PublicKeyCredentialRequestOptionsJSON
} from '@simplewebauthn/server';

import { bytesOf, type AssertionAnswer } from './answer.ts';
import { parseAuthenticatorData, type AuthenticatorData } from './authenticator-data.ts';
import { judgeClientData, parseClientData } from './client-data.ts';
import type { Credential } from './credential.ts';
import type { CredentialRef } from './registration.ts';
import {
	CHALLENGE_BYTES,
	judgeAuthenticatorData,
	TIMEOUT_MS,
	type RelyingParty,
	type WebauthnDeps
} from './relying-party.ts';
import { judgeSignature } from './signature.ts';

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
export function verifyAssertion(
	{ response }: AssertionAnswer,
	credential: Credential,
	{ rp, challenge, ...expected }: Expected
): AuthenticatorData | string {
	const signed = {
		clientData: bytesOf(response.clientDataJSON),
		authenticatorData: bytesOf(response.authenticatorData),
		signature: bytesOf(response.signature)
	};
	const clientData = parseClientData(signed.clientData);
	const data = parseAuthenticatorData(signed.authenticatorData);
	// Only a registration carries a credential (§6.5.1).
	if (!clientData || !data || data.credential) return 'malformed';
	return (
		judgeUserHandle(response.userHandle, credential, expected) ??
		judgeClientData(clientData, { type: 'webauthn.get', challenge, origins: rp.origins }) ??
		judgeAuthenticatorData(data, { rpId: rp.id, needsPresence: true }) ??
		judgeFlags(data, credential, expected) ??
		judgeSignature(signed, credential) ??
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
