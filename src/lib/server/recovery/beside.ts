/** A factor that is still there, proven beside the mailbox: the way back that need not wait. */
import * as v from 'valibot';

import type { Answer, Answered, Challenge, Challenges } from '#lib/server/challenges/index.ts';
import type { ChallengeRef } from '#lib/server/challenges/index.ts';
import { factorsFor, type FactorMethod, type FactorStore } from '#lib/server/factors/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { Attempt } from '#lib/server/sign-in/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Codes } from './codes.ts';
import { recoveryRefusals as refuse } from './recovery.ts';

/** Which mailbox a challenge was issued beside. */
const Context = v.object({ mailbox: v.string() });

interface Deps {
	readonly codes: Codes;
	readonly challenges: Challenges;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly methods: readonly FactorMethod[];
	readonly knownBrowsers: KnownBrowsers;
}

export function createBeside({ codes, challenges, factors, methods, knownBrowsers }: Deps) {
	/** All but the password: who has that, too, signs in as always. */
	const offered = async (account: AccountId): Promise<readonly string[]> => {
		const own = await factors.list(account);
		return methods
			.filter((method) => !method.isOff && factorsFor(method, own).length > 0)
			.map(({ id }) => id)
			.filter((id) => id !== 'passwords');
	};

	return {
		offered,

		/** Refuses `recovery.gone`, also where the account has nothing to prove. */
		async challenge(id: string, by: Attempt): Promise<Challenge> {
			const { account } = await codes.proven(id, by, 'spend');
			const left = await offered(account.id);
			if (left.length === 0) throw refuse.gone();
			const browser = await knownBrowsers.find(by.knownBrowser, account.id);
			return challenges.issue({
				account: account.id,
				generation: account.generation,
				holder: by.holder,
				purpose: 'recovery',
				methods: left,
				mustStandAlone: false,
				isKnowledgeProven: false,
				pool: browser && `browser/${browser}`,
				context: { mailbox: id }
			});
		},

		/** A right answer leads back to the mailbox, which then lets a new password or passkey be set up. */
		async answer(
			ref: ChallengeRef,
			given: Answer,
			by: Attempt
		): Promise<Answered<{ mailbox: string }>> {
			const verdict = await challenges.answer(ref, given, by.caller);
			if (!verdict.verified) return verdict;
			const context = v.safeParse(Context, verdict.challenge.context);
			if (verdict.challenge.purpose !== 'recovery' || !context.success) throw refuse.gone();
			const { mailbox } = context.output;
			await codes.addProof(mailbox, by, verdict.proof);
			return { ...verdict, mailbox };
		}
	};
}
