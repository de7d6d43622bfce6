import * as v from 'valibot';

import type { ChallengeId } from '#lib/server/core/ids.ts';
import { awaitedOf, type Begun, type Errands, type Prompt } from '#lib/server/factors/index.ts';
import type { Pending, PendingStore } from '#lib/server/pending/index.ts';
import type { Challenge, ChallengeRef } from './challenge.ts';

/** What was begun by one of a challenge's methods lies beside it, to be taken once. */
const BegunData = v.object({
	state: v.unknown(),
	prompt: v.optional(v.unknown()),
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

	return {
		/** Has its errand done, and keeps what the end needs to see. */
		async keep(challenge: Challenge, method: string, begun: Begun): Promise<void> {
			const { prompt, state, errand } = begun;
			if (errand) await errands.run(errand);
			if (state === undefined) return;
			const ref = errand && awaitedOf(errand);
			const waits = errand && { prompt, ...(ref && { errand: ref }) };
			await pending.save({
				...refOf(challenge, method),
				attemptsLeft: 1,
				expiresAt: challenge.expiresAt,
				data: { state, ...waits }
			});
		},

		/** What is asked while nobody has answered. */
		async shown(ref: ChallengeRef, method: string): Promise<Prompt | undefined> {
			const held = await find(ref, method);
			return (await resultOf(held)) === undefined
				? (held?.prompt as Prompt | undefined)
				: undefined;
		},

		async progress(ref: ChallengeRef, method: string): Promise<'waiting' | 'answered' | 'none'> {
			const held = await find(ref, method);
			if (!held?.errand) return 'none';
			return (await resultOf(held)) === undefined ? 'waiting' : 'answered';
		},

		/** This once, with what its errand has come to. */
		async take(ref: ChallengeRef, method: string) {
			const held = read(await pending.take(refOf(ref, method)));
			return { state: held?.state, result: await resultOf(held) };
		},

		/** Nobody waits for it any more. */
		async drop(ref: ChallengeRef, method: string): Promise<void> {
			const held = read(await pending.take(refOf(ref, method)));
			if (held?.errand) await errands.drop(held.errand);
		}
	};
}
