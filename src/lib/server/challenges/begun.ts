import * as v from 'valibot';

import type { ChallengeId } from '#lib/server/core/ids.ts';
import {
	awaitedOf,
	type Begun,
	type Errands,
	type FactorMethod,
	type Prompt
} from '#lib/server/factors/index.ts';
import type { Pending, PendingStore } from '#lib/server/pending/index.ts';
import type { Challenge, ChallengeRef } from './challenge.ts';

/** What was begun by one of a challenge's methods lies beside it, to be taken once. */
const BegunData = v.object({
	state: v.unknown(),
	prompt: v.optional(v.unknown()),
	isLasting: v.optional(v.literal(true)),
	/** The errand whose result the answer waits for. */
	errand: v.optional(v.object({ kind: v.picklist(['approval', 'link']), id: v.string() }))
});

type Held = v.InferOutput<typeof BegunData>;

interface Deps {
	readonly pending: PendingStore;
	readonly errands: Errands;
}

/** What an earlier version has begun is begun again. */
function read(found: Pending | undefined): Held | undefined {
	const held = v.safeParse(BegunData, found?.data);
	return held.success ? held.output : undefined;
}

const refOf = ({ id, holder }: ChallengeRef, method: string): ChallengeRef => ({
	id: `${id}/${method}` as ChallengeId,
	holder
});

export function createBegunCeremonies({ pending, errands }: Deps) {
	const find = async (ref: ChallengeRef, method: string) =>
		read(await pending.find(refOf(ref, method)));

	/** What its errand has come to; undefined where there is none, or nobody has answered. */
	const resultOf = async (held: Held | undefined): Promise<unknown> =>
		held?.errand && errands.resultOf(held.errand);

	/** Nobody waits for its errand any more. */
	const abandon = async (found: Pending | undefined): Promise<void> => {
		const held = read(found);
		if (held?.errand) await errands.drop(held.errand);
	};

	return {
		/** Has its errand done, and keeps what the end needs to see. */
		async keep(challenge: Challenge, method: string, begun: Begun): Promise<void> {
			const { prompt, state, errand, lasts } = begun;
			if (errand) await errands.run(errand);
			if (state === undefined) return;
			const ref = errand && awaitedOf(errand);
			const waits = errand && { prompt, ...(ref && { errand: ref }) };
			const stays = lasts && { prompt, isLasting: true };
			const { tries, until } = lasts ?? { tries: 1, until: challenge.expiresAt };
			const replaced = await pending.swap({
				...refOf(challenge, method),
				attemptsLeft: tries,
				expiresAt: until,
				data: { state, ...waits, ...stays }
			});
			// Of prompts that come at once, the last is waited for.
			await abandon(replaced);
		},

		/** What is asked while nobody has answered, and of what lasts while it can be answered. */
		async shown(ref: ChallengeRef, method: string): Promise<Prompt | undefined> {
			const found = await pending.find(refOf(ref, method));
			const held = read(found);
			if (held?.isLasting && found?.attemptsLeft === 0) return undefined;
			return (await resultOf(held)) === undefined
				? (held?.prompt as Prompt | undefined)
				: undefined;
		},

		async progress(ref: ChallengeRef, method: string): Promise<'waiting' | 'answered' | 'none'> {
			const held = await find(ref, method);
			if (!held?.errand) return 'none';
			return (await resultOf(held)) === undefined ? 'waiting' : 'answered';
		},

		/** This once, with what its errand has come to; or one of a few times, with how many are left. */
		async take(ref: ChallengeRef, { id, verification }: FactorMethod) {
			if (verification.isLasting) {
				const spent = await pending.spend(refOf(ref, id));
				const result = spent && { triesLeft: spent.attemptsLeft };
				return { state: read(spent)?.state, result };
			}
			const held = read(await pending.take(refOf(ref, id)));
			return { state: held?.state, result: await resultOf(held) };
		},

		/** Nobody waits for it any more. */
		async drop(ref: ChallengeRef, method: string): Promise<void> {
			await abandon(await pending.take(refOf(ref, method)));
		}
	};
}
