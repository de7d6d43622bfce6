/** What proves a key, or an application, counts once: of those who send the same at once, one is believed. */
import type Provider from 'oidc-provider';

import type { Clock } from '#lib/server/core/clock.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';

const SECOND = 1000;

export interface ReplayDeps {
	readonly clock: Clock;
	readonly budgets: Pick<BudgetStore, 'spend'>;
}

/** The library looks and then writes, which two can do at once; a budget is spent in one act. */
export function useOurBudgets(provider: Provider, { clock, budgets }: ReplayDeps): void {
	Object.assign(provider.ReplayDetection, {
		async unique(issuer: string, id: string, expires: number): Promise<boolean> {
			const left = expires * SECOND - clock.now().getTime();
			const once = budgetOfOne(`openid:${hashSecret(`${issuer} ${id}`)}`, Math.max(left, SECOND));
			const [wait] = await budgets.spend([once]);
			return wait === 0;
		}
	});
}
