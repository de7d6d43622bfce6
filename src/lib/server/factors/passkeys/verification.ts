import {
	generateAuthenticationOptions,
	verifyAuthenticationResponse
} from '@simplewebauthn/server';

import type { Factor } from '../factor.ts';
import type { Begun, FactorMethod, Failure, Verified } from '../method.ts';
import { bytesOf, parseAssertion, type AssertionAnswer } from './answer.ts';
import { parseAuthenticatorData, type AuthenticatorData } from './authenticator-data.ts';
import { judgeClientData, parseClientData } from './client-data.ts';
import { ES256 } from './cose-key.ts';
import { isDerSignature } from './ecdsa-signature.ts';
import {
	CHALLENGE_BYTES,
	failed,
	judgeAuthenticatorData,
	keyKind,
	TIMEOUT_MS,
	type PasskeysDeps
} from './relying-party.ts';
import { assertionOf, credentialOf, type AssertionState, type CredentialState } from './state.ts';

/** What a ceremony that is judged was about. */
interface Ceremony {
	readonly answer: AssertionAnswer;
	readonly state: AssertionState;
	readonly credential: CredentialState;
}

type Needs = Omit<AssertionState, 'challenge' | 'allowed'>;

/** Verifying an assertion. @see WebAuthn L3 §7.2 and docs/decisions/0010 */
export function createVerification(
	deps: PasskeysDeps
): Required<Pick<FactorMethod, 'verification' | 'discovery'>> {
	const { clock, random, rp } = deps;

	async function begin(factors: readonly Factor[] | undefined, needs: Needs): Promise<Begun> {
		const allowed = factors?.flatMap((factor) =>
			factor.handle ? [{ id: factor.handle, transports: credentialOf(factor).transports }] : []
		);
		const options = await generateAuthenticationOptions({
			rpID: rp.id,
			challenge: new Uint8Array(random.bytes(CHALLENGE_BYTES)),
			timeout: TIMEOUT_MS,
			userVerification: needs.mustStandAlone ? 'required' : 'preferred',
			...(allowed && { allowCredentials: allowed })
		});
		const state: AssertionState = {
			challenge: options.challenge,
			...(allowed && { allowed: allowed.map(({ id }) => id) }),
			...needs
		};
		return { prompt: { kind: 'webauthn', ceremony: 'get', options }, state };
	}

	return {
		verification: {
			begin: (factors, { mustStandAlone, isKnowledgeProven = false }) =>
				begin(factors, { mustStandAlone, isKnowledgeProven }),

			async finish(factors, stored, input) {
				const answer = parseAssertion(input);
				if (!answer) return failed('malformed');
				// Nobody has asked, or this was answered before.
				if (stored === undefined) return failed('wrong_challenge');
				const state = assertionOf(stored);
				// A5 and A6: asked for in this ceremony, and owned by the account that is signing in.
				const factor = factors.find(({ handle }) => handle === answer.id);
				if (!factor || state.allowed?.includes(answer.id) === false) {
					return failed('unknown_credential');
				}
				const ceremony = { answer, state, credential: credentialOf(factor) };
				const data = judge(ceremony, rp);
				if (typeof data === 'string') return failed(data);
				if (!(await isSigned(ceremony, rp))) return failed('not_verified');
				// Only now is the counter the authenticator's word and not a stranger's.
				if (!hasGrown(data.counter, ceremony.credential.counter)) {
					return counterWentBack(factor, ceremony.credential, clock.now());
				}
				return verified(factor, ceremony, data);
			}
		},
		discovery: {
			begin: (factors) =>
				begin(factors.length > 0 ? factors : undefined, {
					mustStandAlone: true,
					isKnowledgeProven: false
				}),
			handleOf: (answer) => parseAssertion(answer)?.id
		}
	};
}

/** What the library leaves open of §7.2, and what it tests without saying which. */
function judge(
	{ answer, state, credential }: Ceremony,
	rp: PasskeysDeps['rp']
): AuthenticatorData | string {
	const { response } = answer;
	const clientData = parseClientData(bytesOf(response.clientDataJSON));
	const data = parseAuthenticatorData(bytesOf(response.authenticatorData));
	// Only a registration carries a credential (§6.5.1).
	if (!clientData || !data || data.credential) return 'malformed';
	return (
		judgeUserHandle(response.userHandle, { state, credential }) ??
		judgeClientData(clientData, { type: 'webauthn.get', ...state, origins: rp.origins }) ??
		judgeAuthenticatorData(data, { rpId: rp.id, needsPresence: true }) ??
		judgeFlags(data, { state, credential }) ??
		judgeSignature(response.signature, credential) ??
		data
	);
}

/** A6: whoever came without a name is named by the user handle; otherwise it must not disagree. */
function judgeUserHandle(
	userHandle: string | null | undefined,
	{ state, credential }: Omit<Ceremony, 'answer'>
): string | undefined {
	if (!userHandle) return state.allowed ? undefined : 'user_handle_missing';
	return userHandle === credential.userHandle ? undefined : 'wrong_user_handle';
}

/** A17 and A19. Backup eligibility is for life: one that changes is another credential. */
function judgeFlags(
	data: AuthenticatorData,
	{ state, credential }: Omit<Ceremony, 'answer'>
): string | undefined {
	if (state.mustStandAlone && !data.isUserVerified) return 'user_not_verified';
	if (state.mustStandAlone && !credential.isUserVerificationInitialized) {
		return 'user_verification_not_set_up';
	}
	if (data.isBackupEligible !== credential.isBackupEligible) return 'backup_eligibility_changed';
	return undefined;
}

function judgeSignature(signature: string, { algorithm }: CredentialState): string | undefined {
	if (algorithm !== ES256 || isDerSignature(bytesOf(signature))) return undefined;
	return 'malformed';
}

/** The library's verdict. It throws for what it refuses, and for what it cannot read. */
async function isSigned(
	{ answer, state, credential }: Ceremony,
	rp: PasskeysDeps['rp']
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
			expectedChallenge: state.challenge,
			expectedOrigin: [...rp.origins],
			expectedRPID: rp.id,
			// Below every counter: the library compares before it verifies, so that an unsigned answer
			// could pass for a cloned key.
			credential: { id: answer.id, publicKey: bytesOf(credential.publicKey), counter: -1 },
			requireUserVerification: state.mustStandAlone
		});
		return verified;
	} catch {
		return false;
	}
}

/** A22: a counter that is kept must grow. */
function hasGrown(counter: number, stored: number): boolean {
	return counter > stored || (counter === 0 && stored === 0);
}

function counterWentBack(factor: Factor, credential: CredentialState, at: Date): Failure {
	return {
		...failed('counter_went_back'),
		mark: {
			factor,
			state: { ...credential, counterWentBackAt: at.toISOString() },
			event: 'factor.counter_went_back'
		}
	};
}

/** A24: only what has passed every check is kept. */
function verified(
	factor: Factor,
	{ state, credential }: Ceremony,
	data: AuthenticatorData
): Verified {
	// Whoever finds a key that verified nobody can teach it to verify him: user verification counts
	// once it was set up at enrolment, or was seen beside something that the holder knows.
	const isInitialized =
		credential.isUserVerificationInitialized || (state.isKnowledgeProven && data.isUserVerified);
	return {
		passed: true,
		factor,
		state: {
			...credential,
			counter: data.counter,
			isBackedUp: data.isBackedUp,
			isUserVerificationInitialized: isInitialized
		} satisfies CredentialState,
		proof: {
			authenticator:
				data.isUserVerified && isInitialized
					? 'multi-factor-cryptographic'
					: 'single-factor-cryptographic',
			key: keyKind(credential)
		}
	};
}
