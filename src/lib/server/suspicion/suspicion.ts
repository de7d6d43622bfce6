/**
 * Suspicion: what an account's owner should hear of although nothing was changed. ASVS 5.0 6.3.5.
 *
 * A sign-in that succeeds after many refusals, and one that stops after the right password, become events of
 * their own. Counts are in the store of budgets, so that they hold across processes; telling people is the
 * business of `notifications/`. Nobody waits for this, and a failure here fails nothing else.
 */
import type { AuditLog, NewAuditEvent, OnRecorded, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Budget, BudgetStore } from '#lib/server/throttling/index.ts';

/** A browser that has given the right password, and has more to prove. */
interface HalfWay {
	readonly account: AccountId;
	/** Its attempt. */
	readonly holder: string;
	readonly caller: Caller;
}

export interface Suspicion {
	/** Counts refusals, and tells of a success after many. */
	recorded: OnRecorded;
	/** Tells when it has neither finished nor given up within the lifetime of its challenge. */
	begun(halfWay: HalfWay): void;
	finished(who: Pick<HalfWay, 'account' | 'holder'>): void;
	/** It has no tries left. */
	givenUp(halfWay: HalfWay): void;
	/** Judges all that is half-way as it stands, and returns when all is told. */
	flush(): Promise<void>;
}

interface Deps {
	readonly budgets: BudgetStore;
	readonly audit: AuditLog;
	readonly record: Record;
}

const MINUTE_MS = 60_000;
/** As long as a challenge lives. */
const PATIENCE_MS = 10 * MINUTE_MS;
/** So many refusals within a day are more than a slip of the owner's. */
const MANY = 5;

const REFUSED: ReadonlySet<string> = new Set([
	'sign_in.failed',
	'sign_in.challenge_failed',
	'approval.declined',
	'recovery.failed'
]);

const upTo = (most: number, keepMs: number): Budget['lanes'][number] => ({
	name: 'all',
	limits: { most, free: most, firstDelayMs: 0, longestDelayMs: 0, leakMs: 0, keepMs }
});
const refusals = (account: AccountId): Budget => ({
	key: `refusals:${account}`,
	lanes: [upTo(MANY, 24 * 60 * MINUTE_MS)]
});
const halfWayOf = ({ account, holder }: Pick<HalfWay, 'account' | 'holder'>): Budget => ({
	key: `half-way:${account}:${holder}`,
	lanes: [upTo(1, 2 * PATIENCE_MS)]
});

export function createSuspicion({ budgets, audit, record }: Deps): Suspicion {
	const waiting = new Map<HalfWay, NodeJS.Timeout>();
	const running = new Set<Promise<void>>();

	/** Beside all else, one after the other, so that a success sees the refusals before it. */
	let last = Promise.resolve();
	const run = (work: () => Promise<void>): void => {
		// A store that is away loses a count, which is all that is lost.
		const done = (last = last.then(work).catch(() => undefined));
		running.add(done);
		void done.then(() => running.delete(done));
	};

	/** Forgets what is counted, and tells whether it was all that there may be. */
	const takeUp = async (budget: Budget): Promise<boolean> => {
		const [[wait]] = await Promise.all([
			budgets.peek([budget]),
			budgets.clear(budget.key, budget.lanes)
		]);
		return wait === Infinity;
	};

	const hear = async ({ code, account, ...event }: NewAuditEvent): Promise<void> => {
		if (account === undefined) return;
		if (REFUSED.has(code)) return void (await budgets.spend([refusals(account)]));
		if (code !== 'sign_in.succeeded' && code !== 'recovery.succeeded') return;
		if (!(await takeUp(refusals(account)))) return;
		const details = { count: MANY };
		await record(audit, event, { code: 'sign_in.after_failures', account, details });
	};

	const judge = async (halfWay: HalfWay): Promise<void> => {
		if (!(await takeUp(halfWayOf(halfWay)))) return;
		const { account, caller } = halfWay;
		await record(audit, caller, { code: 'sign_in.half_done', account });
	};

	const stopWaiting = (halfWay: HalfWay): void => {
		clearTimeout(waiting.get(halfWay));
		waiting.delete(halfWay);
	};

	return {
		recorded(events) {
			for (const event of events) run(() => hear(event));
		},

		begun(halfWay) {
			run(async () => void (await budgets.spend([halfWayOf(halfWay)])));
			const timer = setTimeout(() => {
				stopWaiting(halfWay);
				run(() => judge(halfWay));
			}, PATIENCE_MS);
			waiting.set(halfWay, timer.unref());
		},

		finished(who) {
			const { key, lanes } = halfWayOf(who);
			run(() => budgets.clear(key, lanes));
		},

		givenUp: (halfWay) => run(() => judge(halfWay)),

		async flush() {
			for (const halfWay of [...waiting.keys()]) {
				stopWaiting(halfWay);
				run(() => judge(halfWay));
			}
			await Promise.all(running);
		}
	};
}
