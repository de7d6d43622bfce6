/**
 * Recovery codes: a set of look-up secrets on paper, each good for one use.
 * They are issued as a set and shown once; only their hashes are kept.
 * @see NIST SP 800-63B §3.1.2, "Look-Up Secrets"
 */
import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';

import type { Random } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import type { FactorMethod } from '../method.ts';
import { CODE_LENGTH, hashCode, newCode, normalCode } from './code.ts';

const CODES_IN_A_SET = 10;

const stateSchema = v.object({
	/** Of the codes that are left. */
	hashes: v.array(v.string()),
	issued: v.number()
});

export type RecoveryCodesState = v.InferOutput<typeof stateSchema>;

/** A new set. The codes leave here once; the state is what the factor keeps. */
export function issueRecoveryCodes(random: Random): {
	codes: readonly string[];
	state: RecoveryCodesState;
} {
	const codes = Array.from({ length: CODES_IN_A_SET }, () => newCode(random));
	const hashes = codes.map((code) => hashCode(code.replaceAll('-', '')));
	return { codes, state: { hashes, issued: codes.length } };
}

export function createRecoveryCodes(): FactorMethod {
	return {
		id: 'recovery-codes',
		isRepeatable: false,
		isSecondFactor: false,
		verification: {
			begin: async () => ({
				prompt: { kind: 'code', length: CODE_LENGTH, alphabet: 'base32' },
				state: {}
			}),

			async finish(factors, _state, answer) {
				// Read whatever the answer is: time must not tell who has codes.
				const sets = factors.map((factor) => ({ factor, state: stateOf(factor) }));
				const code = normalCode(answer);
				if (code === undefined) return { passed: false, reason: 'malformed' };
				const hash = hashCode(code);
				const found = sets
					.map((set) => ({ ...set, left: without(set.state.hashes, hash) }))
					.find(({ state, left }) => left.length < state.hashes.length);
				if (!found) return { passed: false, reason: 'wrong_code' };
				const { factor, state, left } = found;
				return {
					passed: true,
					factor,
					state: { ...state, hashes: left } satisfies RecoveryCodesState,
					event: 'recovery_code.used',
					proof: { authenticator: 'look-up-secret' },
					details: { left: left.length }
				};
			}
		},
		view(factor) {
			const { hashes, issued } = stateOf(factor);
			return { left: hashes.length, issued };
		}
	};
}

/** Every hash is compared, so that the time does not tell which one it was. */
function without(hashes: readonly string[], hash: string): string[] {
	return hashes.filter((other) => !isEqual(other, hash));
}

function isEqual(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

function stateOf(factor: Factor): RecoveryCodesState {
	return v.parse(stateSchema, factor.state);
}
