import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import {
	createKeyOf,
	type Budget,
	type BudgetStore,
	type RecordRefusal
} from '#lib/server/throttling/index.ts';
import { transactionRefusals as refuse } from './transaction.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * So many at once, and one more each time that so much has passed. Sign-ins have a budget of their own, so that
 * neither uses up what the other needs; together they are what a person is asked at most.
 */
const PER_PAIR = { most: 5, leakMs: 2 * MINUTE };
/** By all applications together: more than one of them can use up. */
const PER_ACCOUNT = { most: 10, leakMs: MINUTE };
const PER_APPLICATION = { most: 120, leakMs: SECOND };
const IN_ALL = { most: 1000, leakMs: 200 };

interface Asking {
	/** Who asks. */
	readonly asker: string;
	/** The normal form of a name: nobody's names are counted like anybody's. */
	readonly name: string;
	readonly account?: AccountId | undefined;
	readonly caller: Caller;
}

interface Deps {
	readonly budgets: BudgetStore;
	readonly recordRefusal: RecordRefusal;
	/** At least 32 bytes that only this service has. */
	readonly secret: Uint8Array;
	/** Multiplies what is allowed, as it does every other budget. */
	readonly scale: number;
}

/** Counts a request that is to be asked. Refuses `transactions.wait` with `retryAfterSeconds`. */
export function createRequireRoom({ budgets, recordRefusal, secret, scale }: Deps) {
	const keyOf = createKeyOf(secret);

	const budget = (key: string, { most, leakMs }: { most: number; leakMs: number }): Budget => {
		const [limit, leak] = [Math.max(1, Math.floor(most * scale)), Math.ceil(leakMs / scale)];
		const waits = { free: limit, firstDelayMs: 0, longestDelayMs: 0 };
		const limits = { ...waits, most: limit, leakMs: leak, keepMs: limit * leak };
		return { key, lanes: [{ name: 'all', limits }] };
	};

	return async ({ asker, name, account, caller }: Asking): Promise<void> => {
		const wanted = [
			budget(`transactions-application:${asker}`, PER_APPLICATION),
			budget(keyOf('transactions-pair', `${asker} ${name}`), PER_PAIR),
			budget(keyOf('transactions-account', name), PER_ACCOUNT),
			budget('transactions-all', IN_ALL)
		];
		const waits = await budgets.spend(wanted);
		const longest = Math.max(...waits);
		if (longest === 0) return;
		// Who is refused must not use up what others need.
		await budgets.refund(wanted.filter((_, at) => waits[at] === 0));
		const refusing = wanted[waits.indexOf(longest)] as Budget;
		await recordRefusal(caller, { key: refusing.key, budget: 'transactions', account });
		throw refuse.wait({ details: { retryAfterSeconds: Math.ceil(longest / SECOND) } });
	};
}
