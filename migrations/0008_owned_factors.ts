import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface FactorState {
	readonly id: string;
	readonly account: string;
	readonly state: string;
}

const PAGE = 200;

/** The state of a factor is sealed for its account as well; until here it was for its row alone. */
export function ownedFactors(reseal: (factor: FactorState) => string | undefined): Migration {
	return {
		async up(db: Kysely<{ factor: FactorState }>) {
			for (let after = ''; ;) {
				const factors = await db
					.selectFrom('factor')
					.select(['id', 'account', 'state'])
					.where('id', '>', after)
					.orderBy('id')
					.limit(PAGE)
					.execute();
				for (const factor of factors) {
					const state = reseal(factor);
					// What does not open stays as it is, and goes on not to.
					if (state === undefined) continue;
					await db.updateTable('factor').set({ state }).where('id', '=', factor.id).execute();
				}
				const last = factors.at(-1);
				if (!last || factors.length < PAGE) return;
				after = last.id;
			}
		}
	};
}
