import type { Account } from '#lib/server/accounts/index.ts';
import { isKnowledgeProven, type Proof } from '#lib/server/core/assurance.ts';
import type { AccountId, RememberedBrowserId, SessionId } from '#lib/server/core/ids.ts';
import type { RememberedBrowsers } from '#lib/server/remembered-browsers/index.ts';
import type { Attempt, Context } from './attempt.ts';

interface Deps {
	readonly rememberedBrowsers: RememberedBrowsers;
}

interface Earned {
	readonly account: AccountId;
	readonly generation: number;
	readonly proofs: readonly Proof[];
	readonly session: SessionId;
}

const shownBy = ({ rememberedBrowser: token, caller }: Attempt) => ({ token, caller });

/** What signing in has to do with browsers that are remembered. */
export function createRemembering({ rememberedBrowsers }: Deps) {
	return {
		/** Whether what stood for a second factor still does. */
		isLive: async (account: AccountId, id: RememberedBrowserId | undefined): Promise<boolean> =>
			id !== undefined && rememberedBrowsers.isLive(account, id),

		/** What the browser that has just signed in is to keep, where it wants to be remembered. */
		async wanted(
			{ remember }: Pick<Context, 'remember'>,
			earned: Earned,
			attempt: Attempt
		): Promise<string | undefined> {
			if (!remember) return undefined;
			return (await rememberedBrowsers.remember(earned, shownBy(attempt)))?.token;
		},

		/** The browser that stands for what was proven there beside the password. */
		async standIn(
			{ id: account, generation }: Pick<Account, 'id' | 'generation'>,
			{ proofs, newPassword }: Context,
			attempt: Attempt
		) {
			// What has to be replaced first is not what the browser was remembered beside.
			if (!isKnowledgeProven(proofs) || newPassword) return undefined;
			return rememberedBrowsers.use({ account, generation, proofs }, shownBy(attempt));
		}
	};
}
