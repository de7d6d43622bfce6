/** Codes by text message, to one number that the person has proven to be theirs. */
import * as v from 'valibot';

import {
	CODE_DIGITS,
	codeFailure,
	Judged,
	PAUSE_MS,
	type Sending
} from '#lib/server/sent-codes/index.ts';
import { callingCodeOf, maskedNumber, parseNumber } from '#lib/server/texts/index.ts';
import type { Asking } from '../errand.ts';
import type { Factor } from '../factor.ts';
import type { Begun, FactorMethod, Failure } from '../method.ts';

const ID = 'text-codes';
const ENROLMENT = 'enrolment';

/** The number, sealed as every state is, and how many codes were right: with the next, all that are out are void. */
const State = v.object({ number: v.string(), used: v.number() });

const Wanted = v.object({ number: v.string() });

interface TextCodesDeps {
	/** Calling codes of the countries that are served. */
	readonly countries: readonly string[];
}

export function createTextCodes({ countries }: TextCodesDeps): FactorMethod {
	return {
		id: ID,
		isRepeatable: false,
		isSecondFactor: true,
		isWeaker: true,
		isSent: true,
		enrolment: {
			whyNot({ given }) {
				const number = parseNumber(given);
				if (!number) return 'number_malformed';
				return callingCodeOf(number, countries) ? undefined : 'number_not_served';
			},

			async begin(_subject, { asking, given } = {}) {
				const number = parseNumber(given);
				if (!number || !asking) throw new Error('A code is sent to somebody.');
				return begun(asking, { number, stamp: `${ENROLMENT} ${number}` });
			},

			async finish(_subject, state, _answer, result) {
				const { number } = v.parse(Wanted, state);
				const judged = v.parse(Judged, result);
				if (judged.outcome !== 'right') return codeFailure(judged);
				if (judged.stamp !== `${ENROLMENT} ${number}`) return failed('reused');
				return {
					passed: true,
					label: 'Code by text message',
					state: { number, used: 0 } satisfies v.InferOutput<typeof State>,
					proof: { authenticator: 'texted-code' }
				};
			}
		},
		verification: {
			reachesOut: true,

			async begin([factor], { asking }) {
				if (!asking || !factor) throw new Error('A code is sent to somebody.');
				return begun(asking, { number: stateOf(factor).number, stamp: stampOf(factor) });
			},

			async finish([factor], _state, _answer, result) {
				const judged = v.parse(Judged, result);
				if (judged.outcome !== 'right') return codeFailure(judged);
				if (!factor || judged.stamp !== stampOf(factor)) return failed('reused');
				const { number, used } = stateOf(factor);
				return {
					passed: true,
					factor,
					state: { number, used: used + 1 } satisfies v.InferOutput<typeof State>,
					proof: { authenticator: 'texted-code' }
				};
			}
		},
		noticesTo: (factor) => stateOf(factor).number,
		view: (factor) => ({ number: maskedNumber(stateOf(factor).number) })
	};
}

const stateOf = ({ state }: Factor) => v.parse(State, state);

/** A code goes with the factor that it was sent for, and with how many were used before it. */
const stampOf = (factor: Factor): string => `${factor.id} ${stateOf(factor).used}`;

function begun(asking: Asking, { number, stamp }: { number: string; stamp: string }): Begun {
	const { account, purpose, asker, until, email, username, locale, caller } = asking;
	const code: Sending = {
		place: { account, purpose, method: ID, asker, until, email },
		by: 'text',
		to: number,
		stamp,
		reader: { username, locale },
		caller
	};
	const sent = {
		by: 'text',
		to: maskedNumber(number),
		againAfterSeconds: PAUSE_MS / 1000
	} as const;
	return {
		prompt: { kind: 'code', length: CODE_DIGITS, alphabet: 'digits', sent },
		state: { number },
		errand: { kind: 'code', id: asker.id, code }
	};
}

function failed(reason: string): Failure {
	return { passed: false, reason };
}
