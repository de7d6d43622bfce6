import {
	assertionOptions,
	hasGrown,
	keyKind,
	parseAssertion,
	verifyAssertion,
	type AuthenticatorData
} from '#lib/server/webauthn/index.ts';
import type { Factor } from '../factor.ts';
import type { Begun, FactorMethod, Failure, Verified } from '../method.ts';
import type { PasskeysDeps } from './deps.ts';
import {
	assertionOf,
	credentialOf,
	failed,
	type AssertionState,
	type CredentialState
} from './state.ts';

/** What a ceremony that is judged was about. */
interface Ceremony {
	readonly state: AssertionState;
	readonly credential: CredentialState;
}

type Needs = Omit<AssertionState, 'challenge' | 'allowed'>;

/** Verifying an assertion. @see docs/decisions/0010 */
export function createVerification(
	deps: PasskeysDeps
): Required<Pick<FactorMethod, 'verification' | 'discovery'>> {
	const { clock, rp } = deps;

	async function begin(factors: readonly Factor[] | undefined, needs: Needs): Promise<Begun> {
		const allowed = factors?.flatMap((factor) =>
			factor.handle ? [{ id: factor.handle, transports: credentialOf(factor).transports }] : []
		);
		const userVerification = needs.mustStandAlone ? 'required' : 'preferred';
		const options = await assertionOptions(deps, { allowed, userVerification });
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
				const credential = credentialOf(factor);
				const data = await verifyAssertion(answer, credential, {
					rp,
					challenge: state.challenge,
					mustVerifyUser: state.mustStandAlone,
					// A6: whoever came without a name is named by the user handle.
					needsUserHandle: state.allowed === undefined
				});
				if (typeof data === 'string') return failed(data);
				if (state.mustStandAlone && !credential.isUserVerificationInitialized) {
					return failed('user_verification_not_set_up');
				}
				if (!hasGrown(data.counter, credential.counter)) {
					return counterWentBack(factor, credential, clock.now());
				}
				return verified(factor, { state, credential }, data);
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
	const { counter, isBackedUp } = data;
	return {
		passed: true,
		factor,
		state: {
			...credential,
			counter,
			isBackedUp,
			isUserVerificationInitialized: isInitialized
		} satisfies CredentialState,
		isUnchanged:
			counter === credential.counter &&
			isBackedUp === credential.isBackedUp &&
			isInitialized === credential.isUserVerificationInitialized,
		proof: {
			authenticator:
				data.isUserVerified && isInitialized
					? 'multi-factor-cryptographic'
					: 'single-factor-cryptographic',
			key: keyKind(credential)
		}
	};
}
