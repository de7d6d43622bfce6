import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Budget, BudgetStore, RecordRefusal } from '#lib/server/throttling/index.ts';
import { sentCodeRefusals as refuse } from './refusals.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The least time between two codes for one account; the page tells it. */
export const PAUSE_MS = 30 * SECOND;
/** So many at once, and one more each time that so much has passed. */
const PER_ACCOUNT = { most: 5, leakMs: 30 * MINUTE };
/** Many accounts together must not flood a stranger's mailbox, or their phone. */
const PER_RECIPIENT = { most: 10, leakMs: HOUR };
const DAY = 24 * HOUR;

interface Asked {
	readonly account: AccountId;
	readonly channel: string;
	readonly to: string;
	readonly caller: Caller;
	/** What many may send there together in a day, such as to one country. */
	readonly region?: { readonly name: string; readonly perDay: number };
}

/** Counts a code that is to be sent. Refuses `sent_codes.wait` with `retryAfterSeconds`. */
export type RequireRoom = (asked: Asked) => Promise<void>;

interface Deps {
	readonly budgets: BudgetStore;
	readonly recordRefusal: RecordRefusal;
	/** Multiplies what is allowed, as it does every other budget. */
	readonly scale: number;
}

export function createRequireRoom({ budgets, recordRefusal, scale }: Deps): RequireRoom {
	const budget = (key: string, { most, leakMs }: { most: number; leakMs: number }): Budget => {
		const [limit, leak] = [Math.max(1, Math.floor(most * scale)), Math.ceil(leakMs / scale)];
		const waits = { free: limit, firstDelayMs: 0, longestDelayMs: 0 };
		const limits = { ...waits, most: limit, leakMs: leak, keepMs: limit * leak };
		return { key, lanes: [{ name: 'all', limits }] };
	};

	return async ({ account, channel, to, caller, region }) => {
		const wanted = [
			budget(`${channel}-code-pause:${account}`, { most: 1, leakMs: PAUSE_MS }),
			budget(`${channel}-codes:${account}`, PER_ACCOUNT),
			budget(`${channel}-codes-to:${to}`, PER_RECIPIENT),
			...(region
				? [
						budget(`${channel}-codes-region:${region.name}`, {
							most: region.perDay,
							leakMs: Math.ceil(DAY / region.perDay)
						})
					]
				: [])
		];
		const waits = await budgets.spend(wanted);
		const longest = Math.max(...waits);
		if (longest === 0) return;
		await budgets.refund(wanted.filter((_, at) => waits[at] === 0));
		const refusing = wanted[waits.indexOf(longest)] as Budget;
		// The pause between two codes is no news.
		if (refusing !== wanted[0])
			await recordRefusal(caller, { key: refusing.key, budget: 'sent_codes', account });
		throw refuse.wait({ details: { retryAfterSeconds: Math.ceil(longest / SECOND) } });
	};
}
