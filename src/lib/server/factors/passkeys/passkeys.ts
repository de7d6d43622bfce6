/**
 * Passkeys: WebAuthn credentials, on this machine, synced, or on a security key.
 * The library verifies a ceremony; what it leaves open of WebAuthn L3 §7.1 and §7.2 is done here,
 * listed in docs/decisions/0010. Challenges are used once because the caller keeps `state` so.
 */
import type { FactorMethod } from '../method.ts';
import { createEnrolment } from './enrolment.ts';
import { viewOf } from './presentation.ts';
import { METHOD, type PasskeysDeps } from './relying-party.ts';
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
