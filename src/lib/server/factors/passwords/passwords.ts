/**
 * The password as a factor: something the account's owner knows.
 * How it is hashed and which new ones are allowed is the business of `passwords/`; whether it may
 * open a session alone is `worksAlone` and is read by sign-in.
 */
import * as v from 'valibot';

import type { Factor } from '../factor.ts';
import type { FactorMethod } from '../method.ts';

export interface PasswordVerifier {
	hash(password: string): Promise<string>;
	/** Does the same work for an absent hash. `isStale`: it matches, but is to be hashed anew. */
	verify(
		stored: string | undefined,
		password: string
	): Promise<{ readonly matches: boolean; readonly isStale: boolean }>;
}

/** In UTF-16 units. Far above every rule for new passwords, far below what costs time to hash. */
const MAX_PASSWORD_LENGTH = 4096;
const answerSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PASSWORD_LENGTH));

const stateSchema = v.object({ hash: v.string(), worksAlone: v.boolean() });

type PasswordState = v.InferOutput<typeof stateSchema>;

export function createPasswords({ hasher }: { hasher: PasswordVerifier }): FactorMethod {
	return {
		id: 'passwords',
		isRepeatable: false,
		isSecondFactor: false,
		verification: {
			begin: async () => ({ prompt: { kind: 'password' }, state: {} }),

			async finish([factor], _state, answer) {
				// Whatever the answer and with or without a factor, the same work is done: time must not tell
				// who has a password.
				const state = factor && stateOf(factor);
				const password = v.safeParse(answerSchema, answer);
				if (!password.success) {
					await hasher.verify(undefined, '');
					return { passed: false, reason: 'malformed' };
				}
				const { matches, isStale } = await hasher.verify(state?.hash, password.output);
				if (!factor || !state || !matches) return { passed: false, reason: 'wrong_password' };
				return {
					passed: true,
					factor,
					// A password is no one-time answer: it works again, so a use leaves the state as it was.
					state: isStale ? await rehashed(state, password.output) : factor.state,
					proof: { authenticator: 'password' }
				};
			}
		},
		standsAlone: (factor) => stateOf(factor).worksAlone,
		view: (factor) => ({ worksAlone: stateOf(factor).worksAlone })
	};

	async function rehashed(state: PasswordState, password: string): Promise<PasswordState> {
		return { ...state, hash: await hasher.hash(password) };
	}
}

function stateOf(factor: Factor): PasswordState {
	return v.parse(stateSchema, factor.state);
}
