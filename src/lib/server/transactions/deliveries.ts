/**
 * Deliveries: telling applications what came of their requests.
 *
 * What is due is in the store, so that a restart loses none; each process may look, and one of them tells. An
 * application that is told nothing asks: that is the truth, and this only sooner.
 */
import type { ApplicationStore } from '#lib/server/applications/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Due, SendOutcome, TransactionStore } from './ports.ts';
import { KEPT_MS, type toldStatusAt } from './transaction.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Between one try and the next. */
const PAUSES_MS = [10 * SECOND, MINUTE, 10 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE] as const;
/** In one round, of all applications and of one, which at twelve rounds a minute is more than it may ask. */
const AT_ONCE = { most: 20, each: 10 };

interface Deps {
	readonly clock: Clock;
	readonly applications: Pick<ApplicationStore, 'findWebhook'>;
	readonly transactions: TransactionStore;
	/** What its application is to be told of it. */
	readonly statusOf: (id: Due['id']) => Promise<ReturnType<typeof toldStatusAt> | undefined>;
	readonly sendOutcome: SendOutcome;
	/** Hears of what no application will be told. */
	readonly log: (line: Readonly<Record<string, string | number>>) => void;
}

/** Tells what is due, and forgets what is long over. */
export function createTellDue({ clock, transactions, ...deps }: Deps): () => Promise<void> {
	/** What a failing address answers may say anything, so only a code is written. */
	const reasonOf = (error: unknown): string => {
		const { name, code } = error as { name?: string; code?: unknown };
		return typeof code === 'string' ? code : (name ?? 'unknown');
	};

	const deliver = async (due: Due): Promise<void> => {
		const pause = PAUSES_MS[due.tries];
		const next = pause === undefined ? undefined : new Date(clock.now().getTime() + pause);
		// Put off before it is tried: a process that dies meanwhile leaves it due.
		if (!(await transactions.claim(due, next))) return;
		const webhook = await deps.applications.findWebhook(due.application);
		const status = webhook && (await deps.statusOf(due.id));
		if (!webhook || !status) return transactions.settleDue(due.id);
		try {
			await deps.sendOutcome(webhook, { id: due.id, status });
		} catch (error) {
			const { id, application } = due;
			const line = { id, application, tries: due.tries + 1, reason: reasonOf(error) };
			if (!next) deps.log({ event: 'webhook.lost', ...line });
			return;
		}
		await transactions.settleDue(due.id);
	};

	return async () => {
		const now = clock.now();
		const due = await transactions.listDue(now, AT_ONCE);
		await Promise.all(due.map(deliver));
		await transactions.removeEnded(new Date(now.getTime() - KEPT_MS));
	};
}
