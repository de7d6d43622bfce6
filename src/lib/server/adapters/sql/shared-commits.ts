/**
 * Transactions that wait for each other share one commit, and with it one wait for the disk.
 *
 * They run one after the other, each behind a savepoint, so that what one undoes the others keep; and none is told
 * to be committed before all of them are. Since the process stands still while it waits for the disk, the last of them
 * lets the event loop turn once before that, as long as others come.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as checkPhase } from 'node:timers/promises';

import { hasTransaction, inTransaction } from './sqlite-errors.ts';
import type { Turns } from './turns.ts';

/** A writer that nobody else in this process can use until it is left. */
export interface HeldWriter {
	readonly db: DatabaseSync;
	/** Resolves when all is on disk. */
	commit(): Promise<void>;
	rollback(): void;
}

interface Deps {
	readonly db: DatabaseSync;
	readonly turns: Turns;
	/** Begins a transaction, when nobody else writes. */
	readonly open: () => Promise<void>;
}

/** Nobody waits for more than so many, however many come. */
const MOST_SHARES = 100;

export function createTransactions({ db, turns, open }: Deps): () => Promise<HeldWriter> {
	/** The commit of the transaction that is open, for all who have a share in it. */
	let shared: PromiseWithResolvers<void> | undefined;
	let shares = 0;
	/** Whether somebody had a share in the last one beside whoever began it. */
	let isCrowded = false;

	const end = ({ resolve, reject }: PromiseWithResolvers<void>): void => {
		shared = undefined;
		isCrowded = shares > 1;
		shares = 0;
		try {
			inTransaction(db, () => db.exec('commit'));
			resolve();
		} catch (error) {
			// A commit may fail and leave the transaction open.
			if (hasTransaction(db)) db.exec('rollback');
			reject(error);
		}
	};

	const join = async (): Promise<PromiseWithResolvers<void>> => {
		if (!shared) {
			await open();
			shared = Promise.withResolvers();
			// Who has undone their part does not wait for it.
			shared.promise.catch(() => undefined);
		}
		inTransaction(db, () => db.exec('savepoint own'));
		shares += 1;
		return shared;
	};

	return async () => {
		const endTurn = await turns.take('transaction');
		let own: PromiseWithResolvers<void> | undefined;
		const isPassedOn = () =>
			hasTransaction(db) && shares < MOST_SHARES && turns.next() === 'transaction';
		const leave = () => {
			if (own && !isPassedOn()) end(own);
			endTurn();
		};
		try {
			own = await join();
		} catch (error) {
			own = shared;
			leave();
			throw error;
		}
		const { promise } = own;
		return {
			db,
			async commit() {
				try {
					inTransaction(db, () => db.exec('release own'));
					// Whatever else has arrived has its turn first: it may want a share, where others lately did.
					if (isCrowded && !isPassedOn()) await checkPhase();
				} finally {
					leave();
				}
				await promise;
			},
			rollback() {
				if (hasTransaction(db)) db.exec('rollback to own; release own');
				leave();
			}
		};
	};
}
