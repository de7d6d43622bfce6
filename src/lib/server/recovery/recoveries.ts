/**
 * Recovery: the way back for somebody who has lost every factor, by e-mail and a waiting time.
 *
 * This module owns what waits, who may stop it, and what is told meanwhile; it ends in a new password or
 * passkey. What a recovery code opens at once is the business of `sign-in/`.
 * @see docs/decisions/0022-recovery-with-waiting-time.md
 */
import type { Account } from '#lib/server/accounts/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { newId } from '#lib/server/core/ids.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { minimumLength } from '#lib/server/passwords/index.ts';
import type { Attempt } from '#lib/server/sign-in/index.ts';
import { verifying } from '#lib/server/throttling/index.ts';
import { createBeside } from './beside.ts';
import { createCodes, isReachedAt } from './codes.ts';
import { beginBudget } from './numbers.ts';
import { recoveryRefusals as refuse, timesOf, type Recovery } from './recovery.ts';
import { createSetUp, type SetUpDeps } from './set-up.ts';
import { createStopping, isSecretOf } from './stopping.ts';
import { createTelling, newLink } from './telling.ts';

/** The browser that wants back in; `secret` is what it was given when it began. */
export interface Returner extends Attempt {
	readonly secret?: string | undefined;
}

/** What whoever has proven the mailbox can do next. */
export interface Standing {
	/**
	 * `offer`: nothing waits, and it can begin. `join`: an administrator has begun one, which this browser can
	 * go on with. `elsewhere`: another browser has. `closed`: by mail alone nobody gets back in here. `proven`:
	 * another factor was proven, too, so that nothing has to wait.
	 */
	readonly step: 'proven' | 'offer' | 'join' | 'waiting' | 'elsewhere' | 'ready' | 'closed';
	/** What would open it at once beside the mailbox. */
	readonly methods: readonly string[];
	readonly username: string;
	/** The fewest characters of a new password. */
	readonly minimum: number;
	readonly readyAt?: Date | undefined;
	readonly endsAt?: Date | undefined;
	/** How long one that begins now would wait. */
	readonly waitMs: number;
}

/** One that waits, as whoever waits for it sees it. */
export interface Waiting {
	readonly begunAt: Date;
	readonly readyAt: Date;
	readonly endsAt: Date;
	readonly isReady: boolean;
}

export type RecoveriesDeps = SetUpDeps &
	Parameters<typeof createCodes>[0] &
	Parameters<typeof createStopping>[0] &
	Parameters<typeof createTelling>[0] &
	Omit<Parameters<typeof createBeside>[0], 'codes'> & {
		/** Undefined where nobody gets back in by mail alone. */
		readonly waitMs: number | undefined;
	};

const viewOf = ({ begunAt, readyAt, endsAt, stage }: Recovery): Waiting => ({
	begunAt,
	readyAt,
	endsAt,
	isReady: stage === 'ready'
});

export function createRecoveries(deps: RecoveriesDeps) {
	const { clock, random, recoveries, record, transact, outbox, waitMs } = deps;
	const codes = createCodes(deps);
	const stopping = createStopping(deps);
	const telling = createTelling(deps);
	const beside = createBeside({ ...deps, codes });

	const currentOf = async (account: AccountId): Promise<Recovery | undefined> =>
		telling.current(await recoveries.findOf(account));

	const ofBrowser = async ({ secret }: Returner): Promise<Recovery | undefined> => {
		const found = secret && (await recoveries.findBySecret(hashSecret(secret)));
		return found ? telling.current(found) : undefined;
	};

	/** Also of one that began before this was turned off. Refuses `recovery.not_offered`. */
	const requireOffered = (): void => {
		if (waitMs === undefined) throw refuse.notOffered();
	};

	/** Refuses `recovery.gone` to all but the browser that began it, and `recovery.not_ready` before its time. */
	const requireReady = async (account: Account, by: Returner): Promise<Recovery> => {
		requireOffered();
		const found = await currentOf(account.id);
		if (!found || !isSecretOf(found, by.secret)) throw refuse.gone();
		if (found.stage !== 'ready') throw refuse.notReady();
		return found;
	};

	const stepOf = (found: Recovery | undefined, by: Returner): Standing['step'] => {
		if (waitMs === undefined) return 'closed';
		if (!found) return 'offer';
		if (!found.secretHash) return 'join';
		if (!isSecretOf(found, by.secret)) return 'elsewhere';
		return found.stage === 'ready' ? 'ready' : 'waiting';
	};

	/** Puts one on record, and tells of it. Refuses `recovery.under_way`. */
	const start = async (
		account: Account,
		{ caller, secretHash, admin }: { caller: Caller; secretHash?: string; admin?: string }
	): Promise<Recovery> => {
		if (!outbox.isOpen || waitMs === undefined) throw refuse.notOffered();
		const { secret, hash } = newLink(random);
		const { id: owner, email } = account;
		const recovery: Recovery = {
			id: newId('rec', random),
			account: owner,
			email,
			secretHash,
			...timesOf(clock.now(), waitMs),
			stage: 'begun',
			links: [hash]
		};
		await transact(async (stores) => {
			if (!isReachedAt(await stores.accounts.lock(owner), email)) throw refuse.gone();
			if (!(await stores.recoveries.add(recovery))) throw refuse.underWay();
			const details = admin === undefined ? {} : { admin };
			await record(stores.audit, caller, { code: 'recovery.begun', account: owner, details });
		});
		await telling.tell(account, recovery, {
			stage: 'begun',
			secret,
			isByOthers: admin !== undefined
		});
		return recovery;
	};

	/** Counts a beginning, and says how to take that back: one that is refused after all must cost nobody theirs. */
	const requireRoom = async ({ id }: Account, caller: Caller): Promise<() => Promise<void>> => {
		const budget = beginBudget(id);
		const [wait] = await deps.budgets.spend([budget]);
		if (wait === 0) return () => deps.budgets.refund([budget]);
		await deps.recordRefusal(caller, { key: budget.key, budget: 'recoveries', account: id });
		throw refuse.tooMany();
	};

	/** Goes on with what an administrator began. Refuses `recovery.under_way`. */
	const join = async (found: Recovery, by: Returner, secretHash: string): Promise<void> => {
		await transact(async (stores) => {
			if (!(await stores.recoveries.bind(found.id, secretHash))) throw refuse.underWay();
			await record(stores.audit, by.caller, { code: 'recovery.joined', account: found.account });
		});
	};

	return {
		/** Whether anybody gets back in by mail here, and whether by mail alone. */
		isOpen: outbox.isOpen,
		canWait: outbox.isOpen && waitMs !== undefined,

		ask: (identifier: string, by: Returner) => codes.ask(identifier, by),
		resume: codes.resume,
		answer: codes.answer,

		/** Refuses `recovery.gone`. */
		async look(id: string, by: Returner): Promise<Standing> {
			const { account, proofs } = await codes.proven(id, by);
			const [found, methods] = await Promise.all([
				currentOf(account.id),
				beside.offered(account.id)
			]);
			const isProven = proofs.length > 0;
			return {
				step: isProven ? 'proven' : stepOf(found, by),
				methods: isProven ? [] : methods,
				username: account.username,
				minimum: minimumLength({ isAlone: !isProven }),
				readyAt: found?.readyAt,
				endsAt: found?.endsAt,
				waitMs: waitMs ?? 0
			};
		},

		/**
		 * Begins the waiting time, or goes on with the one that an administrator began; `secret` is for this
		 * browser to keep. Refuses `recovery.gone`, `recovery.under_way`, `recovery.too_many` and
		 * `recovery.not_offered`; of racing callers one begins.
		 */
		async begin(id: string, by: Returner): Promise<Waiting & { readonly secret: string }> {
			requireOffered();
			const { account } = await codes.proven(id, by, 'spend');
			const found = await currentOf(account.id);
			const secret = newSecret(random);
			const secretHash = hashSecret(secret);
			if (found) {
				await join(found, by, secretHash);
				return { ...viewOf(found), secret };
			}
			const undo = await requireRoom(account, by.caller);
			const work = () => start(account, { caller: by.caller, secretHash });
			return { ...viewOf(await verifying({ undo }, work)), secret };
		},

		/** What this browser waits for. */
		async waiting(by: Returner): Promise<Waiting | undefined> {
			const found = await ofBrowser(by);
			return found && viewOf(found);
		},

		/** A new code for the mailbox of what this browser waits for. Refuses `recovery.gone`. */
		async askAgain(by: Returner) {
			const found = await ofBrowser(by);
			const account = found && (await deps.accounts.find(found.account));
			if (!account) throw refuse.gone();
			return codes.ask(account.username, by, found.id);
		},

		/** The browser that began it has changed its mind. Refuses `recovery.gone`. */
		async stopWaiting(by: Returner): Promise<void> {
			const found = await ofBrowser(by);
			const isStopped =
				found && (await stopping.stopOne(found, { caller: by.caller, reason: 'browser' }));
			if (!isStopped) throw refuse.gone();
		},

		/** What waits for an account, for its owner and for administrators. */
		async of(account: AccountId): Promise<Waiting | undefined> {
			const found = await currentOf(account);
			return found && viewOf(found);
		},

		findByLink: async (token: string): Promise<Waiting | undefined> => {
			const found = await stopping.findByLink(token);
			return found && viewOf(found);
		},
		stopByLink: stopping.stopByLink,
		stop: stopping.stop,

		/**
		 * Begins one for somebody else, who alone can finish it. Refuses `recovery.no_address`,
		 * `recovery.under_way` and `recovery.not_offered`.
		 */
		async beginFor(
			id: AccountId,
			{ caller, admin }: { caller: Caller; admin: string }
		): Promise<Waiting> {
			const account = await deps.accounts.find(id);
			if (!account || !isReachedAt(account, account.email)) throw refuse.noAddress();
			await currentOf(id);
			return viewOf(await start(account, { caller, admin }));
		},

		/** A challenge by another factor, beside the mailbox. Refuses `recovery.gone`. */
		challenge: beside.challenge,
		answerBeside: beside.answer,

		setUp: createSetUp({ ...deps, codes, requireReady }),

		/** Tells what is due. Called by the clock, in each process. */
		tellDue: telling.tellDue
	};
}

export type Recoveries = ReturnType<typeof createRecoveries>;
