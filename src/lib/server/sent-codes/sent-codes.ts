/**
 * Sent codes: six digits that travel by mail or by text message, for whichever method asks for them.
 *
 * This module makes them, keeps their hashes, counts the tries at each, and says whether a typed one is right.
 * Where a code goes to and what it is worth are decided by the methods; how often one may be sent by `Channel`.
 * @see docs/decisions/0024-sent-codes.md
 */
import * as v from 'valibot';

import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { isSameHash } from '#lib/server/core/secret.ts';
import type { PendingRef, PendingStore } from '#lib/server/pending/index.ts';
import { CODE_LIFETIME_MS, CODE_TRIES, newCode, parseCode, type CodeHash } from './code.ts';

/** So many codes of one challenge are good at a time; one more takes the place of the oldest. */
const OUTSTANDING = 3;

/** What a code is for. One of any other place is a wrong one. */
export interface Place {
	readonly account: AccountId;
	readonly purpose: string;
	readonly method: string;
	/** The challenge or the enrolment that asks for it. */
	readonly asker: PendingRef;
	/** When that is over. */
	readonly until: Date;
	/** The account's address, where it has been proven: with another one, what was sent before is void. */
	readonly email?: string | undefined;
}

export type Channel = 'mail' | 'text';

/** A code that a method wants sent. */
export interface Sending {
	readonly place: Place;
	readonly by: Channel;
	/** An address or a number. */
	readonly to: string;
	/** What the code belongs to as it is now: with another stamp it is void. */
	readonly stamp: string;
	readonly reader: { readonly username: string; readonly locale?: string | undefined };
	readonly caller: Caller;
}

/** Carries codes. Refuses `sent_codes.wait` and `sent_codes.not_available`, and then carries nothing. */
export type Carry = (sending: Sending, code: string, lifetimeMs: number) => Promise<void>;

/** Whether a typed code is right, and what for. */
export const Judged = v.variant('outcome', [
	v.object({ outcome: v.literal('right'), stamp: v.string() }),
	/** With the tries of the code that has most of them left. */
	v.object({ outcome: v.literal('wrong_code'), triesLeft: v.number() }),
	v.object({ outcome: v.picklist(['malformed', 'code_spent', 'no_code']) })
]);
export type Judged = v.InferOutput<typeof Judged>;

/** What a method says of a code that is not right. */
export function codeFailure(judged: Exclude<Judged, { outcome: 'right' }>) {
	const details = judged.outcome === 'wrong_code' && { triesLeft: judged.triesLeft };
	return { passed: false, reason: judged.outcome, ...(details && { details }) } as const;
}

export interface SentCodes {
	/** Makes a code and sends it. Those that were sent before stay good, with the tries that they have left. */
	send(sending: Sending): Promise<void>;
	/**
	 * Spends a try of each code that is out, then compares: of racing callers only three are judged by any code.
	 * A right one is void at once only where the caller keeps another stamp.
	 */
	judge(place: Place, typed: unknown): Promise<Judged>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly codeHash: CodeHash;
	readonly carry: Readonly<Record<Channel, Carry>>;
}

const Kept = v.object({
	purpose: v.literal('sent-code'),
	hash: v.string(),
	stamp: v.string(),
	sentAt: v.number()
});

export function createSentCodes({ clock, random, pending, codeHash, carry }: Deps): SentCodes {
	/** Each lies in a record of its own beside the asker, with tries of its own. */
	const refsOf = ({ asker, method }: Place): PendingRef[] =>
		Array.from({ length: OUTSTANDING }, (_, at) => ({
			id: `${asker.id}/${method}/code-${at}`,
			holder: asker.holder
		}));

	const hashOf = (place: Place, stamp: string, code: string) => {
		const { account, purpose, method, asker, email = '' } = place;
		return codeHash([account, purpose, method, asker.id, asker.holder, email, stamp], code);
	};

	/** A free record, or that of the code that was sent first. */
	const roomFor = async (place: Place): Promise<PendingRef> => {
		const refs = refsOf(place);
		const found = await Promise.all(refs.map((ref) => pending.find(ref)));
		const sentAt = found.map((each) => (each ? v.parse(Kept, each.data).sentAt : -1));
		return refs[sentAt.indexOf(Math.min(...sentAt))] as PendingRef;
	};

	return {
		async send(sending) {
			const { place, by, stamp } = sending;
			const now = clock.now();
			const end = Math.min(place.until.getTime(), now.getTime() + CODE_LIFETIME_MS);
			const code = newCode(random);
			// What may not be sent must leave no trace, above all not in the place of a code that is out.
			await carry[by](sending, code, end - now.getTime());
			await pending.save({
				...(await roomFor(place)),
				attemptsLeft: CODE_TRIES,
				expiresAt: new Date(end),
				data: {
					purpose: 'sent-code',
					hash: hashOf(place, stamp, code),
					stamp,
					sentAt: now.getTime()
				} satisfies v.InferInput<typeof Kept>
			});
		},

		async judge(place, typed) {
			const code = parseCode(typed);
			if (code === undefined) return { outcome: 'malformed' };
			const spent = await Promise.all(refsOf(place).map((ref) => pending.spend(ref)));
			const judged = spent.flatMap((each) => {
				if (!each) return [];
				const { hash, ...rest } = v.parse(Kept, each.data);
				const isRight = isSameHash(hash, hashOf(place, rest.stamp, code));
				return [{ ...rest, isRight, attemptsLeft: each.attemptsLeft }];
			});
			// All are compared before one is picked: the time does not tell which.
			const right = judged.find(({ isRight }) => isRight);
			if (right) return { outcome: 'right', stamp: right.stamp };
			if (judged.length === 0) return { outcome: 'no_code' };
			const triesLeft = Math.max(...judged.map(({ attemptsLeft }) => attemptsLeft));
			return triesLeft === 0 ? { outcome: 'code_spent' } : { outcome: 'wrong_code', triesLeft };
		}
	};
}
