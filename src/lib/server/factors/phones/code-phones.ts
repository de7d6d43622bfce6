import type { Asking } from '../errand.ts';
import type { Factor } from '../factor.ts';
import type { PhonesDeps } from './deps.ts';
import { textsOf } from './question.ts';
import { METHOD, phoneOf, type PhoneState } from './state.ts';

/** What phones are to a method that has codes of theirs. */
export function codePhones(deps: PhonesDeps) {
	return {
		method: METHOD,
		textsOf: (asking: Asking) => ({ ...textsOf(asking, deps) }),
		secretOf: (factor: Factor) => phoneOf(factor).codeSecret,
		lastPictureOf: (factor: Factor) => phoneOf(factor).lastPicture,
		answered: (factor: Factor, picture: string): PhoneState => ({
			...phoneOf(factor),
			lastPicture: picture
		})
	};
}
