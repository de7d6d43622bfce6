import * as v from 'valibot';

import type { Proof } from '#lib/server/core/assurance.ts';
import type { AccountId, ChallengeId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Pool } from '#lib/server/throttling/index.ts';

export type Purpose = 'sign-in' | 'step-up' | 'recovery';

export interface Challenge {
	readonly id: ChallengeId;
	/** A challenge can be reached from its own browser, or its own session, only. */
	readonly holder: string;
	readonly account: AccountId;
	readonly purpose: Purpose;
	/** The application that signs somebody in on its own pages, by its registered name. */
	readonly application?: string | undefined;
	/** Where the browser that signs in goes on to, by its registered name. */
	readonly goesOnTo?: string | undefined;
	/** What a step-up was asked for, by its name in policy. */
	readonly action?: string | undefined;
	/** Methods that may answer it, in the order in which they are offered. */
	readonly methods: readonly string[];
	/** Nothing else has been proven, so one answer has to be worth two factors where it can. */
	readonly mustStandAlone: boolean;
	/** The password is proven beside the answer. */
	readonly isKnowledgeProven: boolean;
	/** Who vouches for the one who answers, so that strangers cannot use up their guesses. */
	readonly pool?: Pool | undefined;
	/** The account's when it was issued: with the next generation the challenge is over. */
	readonly generation?: number | undefined;
	/** What its issuer needs to see again when it is answered. JSON. */
	readonly context?: unknown;
	readonly attemptsLeft: number;
	readonly expiresAt: Date;
}

export type ChallengeRef = Pick<Challenge, 'id' | 'holder'>;

interface Right {
	readonly verified: true;
	readonly challenge: Challenge;
	readonly proof: Proof;
	readonly details: Details;
}

interface Wrong {
	readonly verified: false;
	readonly attemptsLeft: number;
	readonly reason: string;
	readonly details: Details;
}

/** A wrong answer is an outcome, not an error: callers must handle both. */
export type Verdict = Right | Wrong;

/** A verdict and what a right answer has led to. */
export type Answered<Result> = (Right & Result) | Wrong;

export type Details = Readonly<Record<string, string | number>>;

/** What a challenge looks like in the pending store. */
export const ChallengeData = v.object({
	account: v.custom<AccountId>((input) => typeof input === 'string'),
	purpose: v.picklist(['sign-in', 'step-up', 'recovery']),
	application: v.optional(v.string()),
	goesOnTo: v.optional(v.string()),
	action: v.optional(v.string()),
	methods: v.array(v.string()),
	mustStandAlone: v.boolean(),
	isKnowledgeProven: v.boolean(),
	pool: v.optional(v.custom<Pool>((input) => typeof input === 'string')),
	generation: v.optional(v.number()),
	context: v.optional(v.unknown())
});

export const challengeRefusals = defineRefusals('challenges', {
	/** Unknown, expired, answered, out of attempts, or another browser's: told apart for nobody. */
	gone: 'expired',
	methodNotOffered: 'invalid'
});
