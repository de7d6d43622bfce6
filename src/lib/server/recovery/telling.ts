/** What is told of a recovery while it waits: at its beginning, halfway, and when it can be finished. */
import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { Letters, Outbox } from '#lib/server/notifications/index.ts';
import type { RecoveryStore } from './ports.ts';
import { dueAfter, nextStage, type Recovery, type Stage } from './recovery.ts';
import type { TextNotices } from './text-notices.ts';

/** The clock, which calls from nowhere. */
const CLOCK: Caller = { requestId: '', address: '', userAgent: '' };
const AT_ONCE = 100;

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly recoveries: RecoveryStore;
	readonly record: Record;
	readonly transact: Transact<{ readonly recoveries: RecoveryStore; readonly audit: AuditLog }>;
	readonly letters: Letters;
	readonly outbox: Outbox;
	readonly origin: string;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly textNotices: TextNotices;
}

/** A link's secret, which is in the mail alone, and what is kept of it. */
export function newLink(random: Random) {
	const secret = newSecret(random);
	return { secret, hash: hashSecret(secret) };
}

export function createTelling(deps: Deps) {
	const { clock, random, recoveries, record, transact, outbox } = deps;

	/** Posts what is to be told at a stage, with a link that stops it, and says so wherever else its owner is reached. */
	const tell = async (
		account: Account,
		recovery: Recovery,
		{ stage, secret, isByOthers = false }: { stage: Stage; secret: string; isByOthers?: boolean }
	): Promise<void> => {
		const { readyAt, endsAt, id } = recovery;
		const words = deps.letters.recovery(account, {
			stage,
			isByOthers,
			readyAt,
			endsAt,
			goOn: `${deps.origin}/recover/waiting`,
			link: `${deps.origin}/recover/stop/${id}.${secret}`
		});
		outbox.post({ to: recovery.email, ...words, about: { kind: 'notice', account: account.id } });
		deps.textNotices.tell(account, await deps.factors.list(account.id), `recovery_${stage}`);
	};

	const lapse = (recovery: Recovery): Promise<void> =>
		transact(async (stores) => {
			if (!(await stores.recoveries.remove(recovery.id))) return;
			const { account } = recovery;
			await record(stores.audit, CLOCK, { code: 'recovery.lapsed', account });
		});

	/** To the stage whose time has come. Of all processes that do so at once, one tells of it. */
	const advance = async (recovery: Recovery): Promise<Recovery | undefined> => {
		const to = nextStage(recovery, clock.now());
		if (to === 'lapsed') return lapse(recovery).then(() => undefined);
		if (to === undefined) return recovery;
		const { secret, hash: link } = newLink(random);
		const step = { from: recovery.stage, to, dueAt: dueAfter(to, recovery), link };
		const { id, account } = recovery;
		const isDone = await transact(async (stores) => {
			if (!(await stores.recoveries.advance(id, step))) return false;
			await record(stores.audit, CLOCK, { code: `recovery.${to}`, account });
			return true;
		});
		const holder = isDone ? await deps.accounts.find(account) : undefined;
		if (holder) await tell(holder, recovery, { stage: to, secret });
		return recoveries.find(id);
	};

	return {
		tell,

		/** As it is now, once all is told that had to be told by now; undefined when there is none. */
		current: async (recovery: Recovery | undefined): Promise<Recovery | undefined> =>
			recovery && advance(recovery),

		/** Tells what is due, of all accounts. */
		async tellDue(): Promise<void> {
			for (const recovery of await recoveries.listDue(clock.now(), AT_ONCE))
				await advance(recovery);
		}
	};
}
