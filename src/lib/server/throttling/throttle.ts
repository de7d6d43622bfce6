/**
 * Throttling: how many wrong guesses there may be, per account, per name, per address, per password and in all.
 *
 * A guess is counted as a failure before it is verified. This module owns the counts and decides who has to
 * wait; who a browser is known to is decided in `known-browsers/`, whether a guess is right elsewhere.
 * @see docs/decisions/0015-guessing.md; NIST SP 800-63B §3.2.2; ASVS 5.0 6.1.1 and 6.3.1
 */
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { addressKey } from './address.ts';
import type { Budget, Lane } from './budget.ts';
import { createKeyOf } from './keys.ts';
import { FORGIVEN_AFTER_MS, scaledNumbers, UNLIMITED, type Numbers } from './numbers.ts';
import type { BudgetStore } from './ports.ts';
import type { RecordRefusal } from './refusal-record.ts';
import { createSecretGuesses, type SecretGuesses } from './secret-guesses.ts';
import { createMayRecord } from './sparing.ts';

/**
 * Who vouches for a guesser: a browser that signed in to this account before, a live session of it, or one
 * of its recovery codes. Each has a small budget of its own, which strangers cannot use up.
 */
export type Pool = `browser/${string}` | `session/${SessionId}` | 'recovery-code';

export interface Guess {
	/** The normal form of what was typed as a name, whether or not somebody goes by it. */
	readonly name?: string | undefined;
	/** Whose secret is guessed, if somebody's is. */
	readonly account?: AccountId | undefined;
	readonly caller: Caller;
	readonly pool?: Pool | undefined;
	/** As typed, where the guess is a password for a name. */
	readonly password?: string | undefined;
}

/** A guess that is counted as a failure already. Whoever does nothing further leaves it one. */
export interface Reservation {
	/** `pretend`: nothing may be verified. Do as much work, and answer as to a wrong guess. */
	readonly verdict: 'go' | 'pretend';
	/**
	 * It was right, but more has to be proven. Earlier failures stay, and on the account this one does, too,
	 * until somebody signs in.
	 */
	release(): Promise<void>;
	/** Nothing was verified after all: it counts nowhere. */
	undo(): Promise<void>;
	/** It was right, and nothing more has to be proven: consecutive failures end here. */
	succeed(): Promise<void>;
}

/** What few can guess and everybody can ask for, each on counts of its own. */
type Work = Extract<keyof Numbers, 'unguessable' | 'passkey' | 'ceremony' | 'errand' | 'userCode'>;

interface Worker {
	readonly caller: Caller;
	/** A browser that has signed in here, to whatever account, has counts of its own; all others their address's. */
	readonly browser?: string | undefined;
	/** Whom it disturbs, whose counts it is then on, from wherever it is asked. */
	readonly account?: AccountId | undefined;
}

/** Work that is counted already. Whoever does nothing further leaves it so. */
export interface Admission extends Pick<Reservation, 'release'> {
	/** Whether its failure may go on record where it is nobody's: once a minute from one place. */
	mayRecord(): Promise<boolean>;
}

export interface Throttle extends SecretGuesses {
	/**
	 * Counts a guess before it is verified. Refuses `throttling.wait` with `retryAfterSeconds`, for unknown
	 * names as for known ones. Of racing guesses only as many go as the account has left.
	 */
	reserve(guess: Guess): Promise<Reservation>;
	/** For what nobody can guess, but costs work. Refuses `throttling.wait`. */
	admit(work: Work, by: Worker): Promise<Admission>;
	/** A proof that nobody can guess, such as a passkey, signed in. */
	signedIn(who: { account: AccountId; pool?: Pool | undefined }): Promise<void>;
	/** The operator gives an account all its guesses back: nobody else may, but for a sign-in. */
	forgive(account: AccountId): Promise<void>;
}

interface Deps {
	readonly store: BudgetStore;
	/** At least 32 bytes that only this service has; all that is not an account's starts anew with another. */
	readonly secret: Uint8Array;
	readonly scale: number;
	readonly recordRefusal: RecordRefusal;
}

/** A budget, and how it is called on record. */
interface Gate extends Budget {
	readonly budget: string;
	/** Set where it is the account's own. */
	readonly account?: AccountId | undefined;
}

/** Verifies what was reserved. Where that could not be done, such as by a busy service, nothing is counted. */
export async function verifying<Outcome>(
	guess: Pick<Reservation, 'undo'>,
	verify: () => Promise<Outcome>
): Promise<Outcome> {
	try {
		return await verify();
	} catch (error) {
		await guess.undo();
		throw error;
	}
}

const refuse = defineRefusals('throttling', { wait: 'throttled' });

/** A signature and 120 random bits. NIST SP 800-63B §3.1.2.2 wants no limit above 64. */
const UNGUESSABLE = new Set(['passkeys', 'phones', 'recovery-codes']);
/** Whether answers by this method have to be reserved; so has every method that is new. */
export const isGuessable = (method: string): boolean => !UNGUESSABLE.has(method);

export function createThrottle({ store, secret, scale, recordRefusal }: Deps): Throttle {
	const keyOf = createKeyOf(secret);
	const numbers = scaledNumbers(scale);
	const mayRecord = createMayRecord(store);
	const total: Lane = { name: 'total', limits: numbers.total };
	const unknown: Lane = { name: 'unknown', limits: numbers.unknown };
	const trusted = (name: Pool): Lane => ({ name, limits: numbers.trusted });
	const gate = (budget: keyof Numbers, key: string, account?: AccountId): Gate => ({
		budget,
		key,
		account,
		lanes: [{ name: 'all', limits: numbers[budget] }]
	});

	/** Written beside every account, and for unknown names in its place: all guesses cost the same writes. */
	const blank: Budget = { key: 'nobody', lanes: [{ name: 'all', limits: UNLIMITED }] };

	/** Not keyed: what an account has left outlives a change of the secret. */
	const accountKey = (account: AccountId) => `account:${account}`;
	const challengeKey = (account: AccountId) => `challenge:${account}`;

	/** What all but known browsers have to pass, in the open. */
	const gatesOf = ({ name, account, caller, password }: Guess): Gate[] => [
		gate('address', keyOf('address', addressKey(caller.address))),
		gate('all', 'all'),
		...(name === undefined ? [] : [gate('name', keyOf('name', name), account)]),
		...(name === undefined && account ? [gate('challenge', challengeKey(account), account)] : []),
		// Passwords are compared in this form, so that other spellings of one are no others.
		...(password === undefined
			? []
			: [gate('password', keyOf('password', password.normalize('NFKC')))])
	];

	/** Strangers get their pool back by a stranger's success, or when it has been quiet there. */
	const clear = async (
		{ account, pool }: Pick<Guess, 'account' | 'pool'>,
		by: 'trust' | 'gates'
	): Promise<void> => {
		if (!account) return;
		const own = pool ? [{ name: pool }] : [];
		const quiet = by === 'trust' ? { quietMs: FORGIVEN_AFTER_MS } : {};
		const lanes = [{ name: total.name }, { name: unknown.name, ...quiet }, ...own];
		await Promise.all([
			store.clear(accountKey(account), lanes),
			by === 'gates' ? store.clear(challengeKey(account), [{ name: 'all' }]) : undefined
		]);
	};

	const go = (
		guess: Guess,
		{
			by,
			refunds,
			own
		}: { by: 'trust' | 'gates'; refunds: readonly Budget[]; own: readonly Budget[] }
	): Reservation => ({
		verdict: 'go',
		release: () => store.refund(refunds),
		// Where somebody has signed in meanwhile, it may hide one failure since: as many as were under way then.
		undo: () => store.refund([...refunds, ...own]),
		succeed: async () => void (await Promise.all([clear(guess, by), store.refund(refunds)]))
	});

	/** Refuses while one of the gates has no room, and sees to it that this is on record. */
	const requireNoWait = async (
		caller: Caller,
		{ gates, waits }: { gates: readonly Gate[]; waits: readonly number[] }
	): Promise<void> => {
		const longest = Math.max(0, ...waits);
		if (longest === 0) return;
		for (const [at, refusing] of gates.entries())
			if ((waits[at] ?? 0) > 0) await recordRefusal(caller, refusing);
		throw refuse.wait({ details: { retryAfterSeconds: Math.ceil(longest / 1000) } });
	};

	/** Undefined when nobody vouches, or no longer: then the guesser is treated as a stranger. */
	const reserveTrusted = async (guess: Guess): Promise<Reservation | undefined> => {
		const { account, pool, caller } = guess;
		if (!account || !pool) return undefined;
		const [key, lane] = [accountKey(account), trusted(pool)];
		const [wait = Infinity] = await store.spend([{ key, lanes: [total, lane] }]);
		if (wait === Infinity) return undefined;
		const budget = pool.split('/')[0] ?? pool;
		const refusing = { key: `${key} ${pool}`, lanes: [], budget, account };
		await requireNoWait(caller, { gates: [refusing], waits: [wait] });
		const [refunds, own] = [[{ key, lanes: [lane] }], [{ key, lanes: [total] }]];
		return go(guess, { by: 'trust', refunds, own });
	};

	/** Spends what has room, and gives it back if something has none. */
	const pass = async (caller: Caller, gates: readonly Gate[]): Promise<void> => {
		// A flood of guesses that are refused anyway must leave no trace in the counts of others. One that stands
		// alone has no others.
		if (gates.length > 1) await requireNoWait(caller, { gates, waits: await store.peek(gates) });
		const waits = await store.spend(gates);
		const isLost = waits.some((wait) => wait > 0);
		if (isLost) await store.refund(gates.filter((_, at) => waits[at] === 0));
		await requireNoWait(caller, { gates, waits });
	};

	const reserveUnknown = async (guess: Guess): Promise<Reservation> => {
		const { account, caller } = guess;
		const gates = gatesOf(guess);
		await pass(caller, gates);
		const own = account && { key: accountKey(account), lanes: [total, unknown] };
		// Last, so that what the gates refuse never has to be taken back from the account.
		const [wait] = await store.spend([own ?? blank, blank]);
		if (wait === 0) return go(guess, { by: 'gates', refunds: gates, own: own ? [own] : [] });
		const nothing = async () => undefined;
		// Taken back as a guess that goes is, or a busy service would tell them apart.
		const undo = () => store.refund(gates);
		return { verdict: 'pretend', release: nothing, succeed: nothing, undo };
	};

	return {
		...createSecretGuesses({ store, keyOf, gate, pass, recordRefusal }),

		forgive: (account) => clear({ account, pool: 'recovery-code' }, 'gates'),

		signedIn: (who) => clear(who, who.pool ? 'trust' : 'gates'),

		reserve: async (guess) => (await reserveTrusted(guess)) ?? reserveUnknown(guess),

		async admit(work, { caller, browser, account }) {
			const own = account ?? (browser && `browser/${browser}`);
			const key = own ? `${work}:${own}` : keyOf(work, addressKey(caller.address));
			const gates = [gate(work, key, account)];
			await pass(caller, gates);
			return {
				release: () => store.refund(gates),
				mayRecord: () => mayRecord(`failed ${key}`)
			};
		}
	};
}
