/**
 * Codes by mail, to the address that the account has proven: a second step, and no second factor.
 * The factor holds no address, so that it moves with the account's; docs/decisions/0024 says why.
 */
import * as v from 'valibot';

import {
	CODE_DIGITS,
	codeFailure,
	Judged,
	maskedAddress,
	PAUSE_MS,
	type Sending
} from '#lib/server/sent-codes/index.ts';
import type { Asking } from '../errand.ts';
import type { Factor } from '../factor.ts';
import type { Begun, FactorMethod, Failure } from '../method.ts';

const ID = 'mail-codes';
const ENROLMENT = 'enrolment';

/** How many codes were right: with the next one, all that are out are void. */
const State = v.object({ used: v.number() });

export function createMailCodes(): FactorMethod {
	return {
		id: ID,
		isRepeatable: false,
		isSecondFactor: false,
		isSecondStep: true,
		isWeaker: true,
		isSent: true,
		enrolment: {
			whyNot: ({ asking }) => (asking.email === undefined ? 'no_proven_email' : undefined),

			async begin(_subject, { asking } = {}) {
				if (!asking) throw new Error('A code is sent to somebody.');
				return begun(asking, ENROLMENT);
			},

			async finish(_subject, _state, _answer, result) {
				const judged = v.parse(Judged, result);
				if (judged.outcome !== 'right') return codeFailure(judged);
				if (judged.stamp !== ENROLMENT) return failed('reused');
				return { passed: true, label: 'Code by mail', state: { used: 0 } };
			}
		},
		verification: {
			reachesOut: true,

			async begin([factor], { asking }) {
				if (!asking || !factor) throw new Error('A code is sent to somebody.');
				return begun(asking, stampOf(factor));
			},

			async finish([factor], _state, _answer, result) {
				const judged = v.parse(Judged, result);
				if (judged.outcome !== 'right') return codeFailure(judged);
				if (!factor || judged.stamp !== stampOf(factor)) return failed('reused');
				const { used } = v.parse(State, factor.state);
				return {
					passed: true,
					factor,
					state: { used: used + 1 } satisfies v.InferOutput<typeof State>,
					proof: { authenticator: 'mailed-code' }
				};
			}
		},
		view: () => ({})
	};
}

/** A code goes with how many were used before it. */
function stampOf({ id, state }: Factor): string {
	return `${id} ${v.parse(State, state).used}`;
}

function begun(asking: Asking, stamp: string): Begun {
	const { account, purpose, asker, until, email = '', username, locale, caller } = asking;
	const code: Sending = {
		place: { account, purpose, method: ID, asker, until, email },
		by: 'mail',
		to: email,
		stamp,
		reader: { username, locale },
		caller
	};
	const sent = {
		by: 'mail',
		to: maskedAddress(email),
		againAfterSeconds: PAUSE_MS / 1000
	} as const;
	return {
		prompt: { kind: 'code', length: CODE_DIGITS, alphabet: 'digits', sent },
		state: {},
		errand: { kind: 'code', id: asker.id, code }
	};
}

function failed(reason: string): Failure {
	return { passed: false, reason };
}
