/**
 * Passkeys: WebAuthn credentials, on this machine, synced, or on a security key.
 * `webauthn/` verifies a ceremony; what a credential is worth is decided here (docs/decisions/0013).
 * Challenges are used once because the caller keeps `state` so.
 */
import type { FactorMethod } from '../method.ts';
import { createEnrolment } from './enrolment.ts';
import { viewOf } from './presentation.ts';
import { METHOD, type PasskeysDeps } from './deps.ts';
import { credentialOf } from './state.ts';
import { createVerification } from './verification.ts';

export function createPasskeys(deps: PasskeysDeps): FactorMethod {
	return {
		id: METHOD,
		isRepeatable: true,
		isSecondFactor: true,
		enrolment: createEnrolment(deps),
		...createVerification(deps),
		standsAlone: (factor) => credentialOf(factor).isUserVerificationInitialized,
		view: viewOf
	};
}
