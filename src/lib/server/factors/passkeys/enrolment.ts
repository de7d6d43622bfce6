import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';

import type { Enrolled, EnrolmentSubject, FactorMethod } from '../method.ts';
import { judgeAttestation } from './attestation.ts';
import { bytesOf, parseRegistration, type RegistrationAnswer } from './answer.ts';
import {
	parseAttestationObject,
	type AttestedCredential,
	type AuthenticatorData
} from './authenticator-data.ts';
import { toBase64Url } from './base64url.ts';
import { judgeClientData, parseClientData } from './client-data.ts';
import { ALGORITHMS, algorithmOf, judgeKey } from './cose-key.ts';
import { labelOf } from './presentation.ts';
import {
	CHALLENGE_BYTES,
	failed,
	judgeAuthenticatorData,
	keyKind,
	METHOD,
	TIMEOUT_MS,
	type PasskeysDeps
} from './relying-party.ts';
import {
	credentialOf,
	registrationOf,
	type CredentialState,
	type RegistrationState
} from './state.ts';

interface Sound {
	readonly data: AuthenticatorData;
	readonly credential: AttestedCredential;
}

/** Registering a credential. @see WebAuthn L3 §7.1 and docs/decisions/0010 */
export function createEnrolment({
	random,
	rp
}: PasskeysDeps): NonNullable<FactorMethod['enrolment']> {
	return {
		async begin(subject, { isConditional = false, mustStandAlone = false } = {}) {
			const options = await generateRegistrationOptions({
				rpName: rp.name,
				rpID: rp.id,
				userName: subject.username,
				userID: bytesOf(subject.userHandle),
				userDisplayName: subject.displayName,
				challenge: new Uint8Array(random.bytes(CHALLENGE_BYTES)),
				timeout: TIMEOUT_MS,
				attestationType: 'none',
				supportedAlgorithmIDs: ALGORITHMS,
				excludeCredentials: ownPasskeys(subject).map(({ handle: id, credential }) => ({
					id,
					transports: credential.transports
				})),
				// A security key without user verification may be enrolled; it then is one factor only.
				authenticatorSelection: {
					residentKey: 'required',
					userVerification: mustStandAlone ? 'required' : 'preferred'
				},
				extensions: { credProps: true }
			});
			const state: RegistrationState = {
				challenge: options.challenge,
				isConditional
			};
			const mediation = isConditional ? ({ mediation: 'conditional' } as const) : {};
			return { prompt: { kind: 'webauthn', ceremony: 'create', ...mediation, options }, state };
		},

		async finish(subject, stored, input) {
			const answer = parseRegistration(input);
			if (!answer) return failed('malformed');
			const state = registrationOf(stored);
			const sound = judge(answer, state, rp);
			if (typeof sound === 'string') return failed(sound);
			if (ownPasskeys(subject).some(({ handle }) => handle === answer.id)) {
				return failed('already_enrolled');
			}
			if (!(await isVerified(answer, state, rp))) return failed('not_verified');
			return enrolled(subject, answer, sound);
		}
	};
}

function ownPasskeys(
	subject: EnrolmentSubject
): readonly { handle: string; credential: CredentialState }[] {
	return subject.factors
		.filter(({ method }) => method === METHOD)
		.flatMap((factor) =>
			factor.handle ? [{ handle: factor.handle, credential: credentialOf(factor) }] : []
		);
}

/** What the library leaves open of §7.1, and what it tests without saying which. */
function judge(
	answer: RegistrationAnswer,
	state: RegistrationState,
	rp: PasskeysDeps['rp']
): Sound | string {
	const clientData = parseClientData(bytesOf(answer.response.clientDataJSON));
	const object = parseAttestationObject(bytesOf(answer.response.attestationObject));
	if (!clientData || !object) return 'malformed';
	const { attestation, authenticatorData: data } = object;
	const { credential } = data;
	if (!credential) return 'malformed';
	return (
		judgeClientData(clientData, { type: 'webauthn.create', ...state, origins: rp.origins }) ??
		judgeAuthenticatorData(data, { rpId: rp.id, needsPresence: !state.isConditional }) ??
		judgeCredential(credential, answer.id) ??
		judgeAttestation(attestation, algorithmOf(credential.publicKey)) ?? { data, credential }
	);
}

function judgeCredential(credential: AttestedCredential, id: string): string | undefined {
	// The answer's id is bounded, so this bounds both.
	if (toBase64Url(credential.id) !== id) return 'wrong_credential_id';
	return judgeKey(credential.publicKey);
}

/** The library's verdict. It throws for what it refuses, and for what it cannot read. */
async function isVerified(
	answer: RegistrationAnswer,
	state: RegistrationState,
	rp: PasskeysDeps['rp']
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
			expectedChallenge: state.challenge,
			expectedOrigin: [...rp.origins],
			expectedRPID: rp.id,
			requireUserPresence: !state.isConditional,
			requireUserVerification: false,
			supportedAlgorithmIDs: ALGORITHMS
		});
		return verified;
	} catch {
		return false;
	}
}

function enrolled(
	subject: EnrolmentSubject,
	{ id, response: { transports } }: RegistrationAnswer,
	{ data, credential }: Sound
): Enrolled {
	const state: CredentialState = {
		publicKey: toBase64Url(credential.publicKey),
		algorithm: algorithmOf(credential.publicKey),
		counter: data.counter,
		transports,
		isBackupEligible: data.isBackupEligible,
		isBackedUp: data.isBackedUp,
		aaguid: credential.aaguid,
		userHandle: subject.userHandle,
		isUserVerificationInitialized: data.isUserVerified
	};
	const authenticator = data.isUserVerified
		? 'multi-factor-cryptographic'
		: 'single-factor-cryptographic';
	return {
		passed: true,
		label: labelOf(state),
		handle: id,
		state,
		// A passkey that was made in passing had nobody at it.
		...(data.isUserPresent && { proof: { authenticator, key: keyKind(data) } })
	};
}
