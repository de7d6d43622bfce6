import {
	keyKind,
	registrationOptions,
	verifyRegistration,
	type Registered
} from '#lib/server/webauthn/index.ts';
import type { Enrolled, EnrolmentSubject, FactorMethod } from '../method.ts';
import { METHOD, type PasskeysDeps } from './deps.ts';
import { labelOf } from './presentation.ts';
import {
	credentialOf,
	failed,
	registrationOf,
	type CredentialState,
	type RegistrationState
} from './state.ts';

/** Registering a credential. @see docs/decisions/0010 */
export function createEnrolment(deps: PasskeysDeps): NonNullable<FactorMethod['enrolment']> {
	return {
		async begin(subject, { isConditional = false, mustStandAlone = false } = {}) {
			const { username: name, displayName, userHandle: handle } = subject;
			const options = await registrationOptions(deps, {
				user: { name, displayName, handle },
				exclude: ownPasskeys(subject),
				residentKey: 'required',
				// A security key without user verification may be enrolled; it then is one factor only.
				userVerification: mustStandAlone ? 'required' : 'preferred'
			});
			const state: RegistrationState = {
				challenge: options.challenge,
				isConditional
			};
			const mediation = isConditional ? ({ mediation: 'conditional' } as const) : {};
			return { prompt: { kind: 'webauthn', ceremony: 'create', ...mediation, options }, state };
		},

		async finish(subject, stored, answer) {
			const outcome = await verifyRegistration(answer, {
				...registrationOf(stored),
				rp: deps.rp,
				userHandle: subject.userHandle,
				known: ownPasskeys(subject).map(({ id }) => id)
			});
			return typeof outcome === 'string' ? failed(outcome) : enrolled(outcome);
		}
	};
}

function ownPasskeys(subject: EnrolmentSubject) {
	return subject.factors
		.filter(({ method }) => method === METHOD)
		.flatMap((factor) =>
			factor.handle ? [{ id: factor.handle, transports: credentialOf(factor).transports }] : []
		);
}

function enrolled({ id, credential, isUserPresent, isUserVerified }: Registered): Enrolled {
	const state: CredentialState = { ...credential, isUserVerificationInitialized: isUserVerified };
	const authenticator = isUserVerified
		? 'multi-factor-cryptographic'
		: 'single-factor-cryptographic';
	return {
		passed: true,
		label: labelOf(state),
		handle: id,
		state,
		// A passkey that was made in passing had nobody at it.
		...(isUserPresent && { proof: { authenticator, key: keyKind(credential) } })
	};
}
