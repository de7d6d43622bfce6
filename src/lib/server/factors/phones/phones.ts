/**
 * Phones: a page on a phone, with a key that cannot leave it, on which its owner approves a sign-in.
 * A phone is asked beside a first proof only; docs/decisions/0023 has the protocol, 0028 how one signs in alone.
 */
import type { FactorMethod } from '../method.ts';
import type { PhonesDeps } from './deps.ts';
import { createEnrolment } from './enrolment.ts';
import { METHOD, phoneOf } from './state.ts';
import { createVerification } from './verification.ts';

export function createPhones(deps: PhonesDeps): FactorMethod {
	return {
		id: METHOD,
		isRepeatable: true,
		isSecondFactor: true,
		enrolment: createEnrolment(deps),
		verification: createVerification(deps),
		view: (factor) => ({ verifiesHolder: phoneOf(factor).credential !== undefined })
	};
}
