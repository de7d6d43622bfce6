/**
 * TOTP: codes from an authenticator app, RFC 6238 with SHA-1, 6 digits and 30 seconds.
 * One step of drift is taken each way and every step once; docs/decisions/0011 says why.
 */
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import type { FactorMethod, Failure } from '../method.ts';
import { groupedSecret, keyUri, qrCode } from './key-uri.ts';
import {
	DIGITS,
	encodeSecret,
	matchingSteps,
	PERIOD_S,
	SECRET_BYTES,
	stepAt
} from './time-steps.ts';

interface TotpDeps {
	readonly clock: Clock;
	readonly random: Random;
	/** The name of the service, shown beside the account's in the app. */
	readonly issuer: string;
}

/** Steps of drift taken each way. @see RFC 6238 §5.2 and §6 */
const WINDOW = 1;

/** Ten minutes each way, in which enrolment looks for a clock that is off. */
const CLOCK_SEARCH = 20;

const MAX_ANSWER_LENGTH = 32;
const CODE = new RegExp(`^[0-9]{${DIGITS}}$`);

const stateSchema = v.object({
	/** Base32. */
	secret: v.string(),
	/** The newest step that was accepted; it and all before it are spent. */
	lastStep: v.number(),
	/** How many steps the app's clock was ahead of ours when last seen. */
	drift: v.number()
});

type TotpState = v.InferOutput<typeof stateSchema>;

const enrolmentSchema = v.object({ secret: v.string() });

export function createTotp({ clock, random, issuer }: TotpDeps): FactorMethod {
	return {
		id: 'totp',
		isRepeatable: true,
		isSecondFactor: true,
		enrolment: {
			async begin({ username }) {
				const secret = encodeSecret(random.bytes(SECRET_BYTES));
				const uri = keyUri(secret, { issuer, username });
				const enrol = { uri, secret: groupedSecret(secret), qr: await qrCode(uri) };
				return {
					prompt: { kind: 'code', length: DIGITS, alphabet: 'digits', enrol },
					state: { secret }
				};
			},

			async finish(_subject, stored, answer) {
				const { secret } = v.parse(enrolmentSchema, stored);
				const code = normalCode(answer);
				if (code === undefined) return failed('malformed');
				const now = stepAt(clock.now());
				const [step] = matchingSteps(code, { secret, around: now, reach: CLOCK_SEARCH });
				if (step === undefined) return failed('wrong_code');
				const drift = step - now;
				// Only here: whoever enrols has the secret on the screen, so the answer tells nothing. At
				// sign-in it would tell a guesser which of 41 codes he hit, and make each guess worth 41.
				if (Math.abs(drift) > WINDOW) {
					return { ...failed('clock_off'), details: { seconds: drift * PERIOD_S } };
				}
				return {
					passed: true,
					label: 'Authenticator app',
					state: { secret, lastStep: step, drift } satisfies TotpState,
					proof: { authenticator: 'single-factor-otp' },
					...driftDetails(drift)
				};
			}
		},
		verification: {
			begin: async () => ({
				prompt: { kind: 'code', length: DIGITS, alphabet: 'digits' },
				state: {}
			}),

			async finish(factors, _state, answer) {
				const code = normalCode(answer);
				if (code === undefined) return failed('malformed');
				const now = stepAt(clock.now());
				// Every app is tried, whichever matches.
				const hits = factors.flatMap((factor) => {
					const state = stateOf(factor);
					const steps = matchingSteps(code, { secret: state.secret, around: now, reach: WINDOW });
					return steps.map((step) => ({ factor, state, step }));
				});
				const fresh = hits.find(({ state, step }) => step > state.lastStep);
				if (!fresh) return failed(hits.length > 0 ? 'reused' : 'wrong_code');
				const { factor, state, step } = fresh;
				return {
					passed: true,
					factor,
					state: { ...state, lastStep: step, drift: step - now } satisfies TotpState,
					proof: { authenticator: 'single-factor-otp' },
					...driftDetails(step - now)
				};
			}
		},
		view: (factor) => ({ driftSeconds: stateOf(factor).drift * PERIOD_S })
	};
}

function driftDetails(drift: number): { details?: { driftSeconds: number } } {
	return drift === 0 ? {} : { details: { driftSeconds: drift * PERIOD_S } };
}

/** Six digits as they were typed or pasted: with spaces, and in any width. */
function normalCode(answer: unknown): string | undefined {
	if (typeof answer !== 'string' || answer.length > MAX_ANSWER_LENGTH) return undefined;
	const code = answer.normalize('NFKC').replace(/\s/g, '');
	return CODE.test(code) ? code : undefined;
}

function failed(reason: string): Failure {
	return { passed: false, reason };
}

function stateOf(factor: Factor): TotpState {
	return v.parse(stateSchema, factor.state);
}
