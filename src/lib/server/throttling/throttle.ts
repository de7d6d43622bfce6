/**
 * Throttling: how many wrong guesses there may be, per account, per name, per address, per password and in all.
 *
 * A guess is counted as a failure before it is verified. This module owns the counts and decides who has to
 * wait; who a browser is known to is decided in `known-browsers/`, whether a guess is right elsewhere.
 * @see docs/decisions/0015-guessing.md; NIST SP 800-63B §3.2.2; ASVS 5.0 6.1.1 and 6.3.1
 */
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { addressKey } from './address.ts';
import type { Budget, Lane } from './budget.ts';
import { createKeyOf } from './keys.ts';
import { FORGIVEN_AFTER_MS, scaledNumbers, UNLIMITED } from './numbers.ts';
import type { BudgetStore } from './ports.ts';

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
	readonly address: string;
	readonly pool?: Pool | undefined;
	/** As typed, where the guess is a password for a name. */
	readonly password?: string | undefined;
	/** A factor that is being enrolled has counts of its own: they are no attempts to sign in. */
	readonly purpose?: 'enrolment' | undefined;
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

export interface Throttle {
	/**
	 * Counts a guess before it is verified. Refuses `throttling.wait` with `retryAfterSeconds`, for unknown
	 * names as for known ones. Of racing guesses only as many go as the account has left.
	 */
	reserve(guess: Guess): Promise<Reservation>;
	/** For a proof that nobody can guess, but that costs work: counts against the address alone. */
	admit(from: Pick<Guess, 'address'>): Promise<Pick<Reservation, 'release'>>;
	/** A proof that nobody can guess, such as a passkey, signed in. */
	signedIn(who: { account: AccountId; pool?: Pool | undefined }): Promise<void>;
}

interface Deps {
	readonly store: BudgetStore;
	/** At least 32 bytes that only this service has; all that is not an account's starts anew with another. */
	readonly secret: Uint8Array;
	readonly scale: number;
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
const UNGUESSABLE = new Set(['passkeys', 'recovery-codes']);
/** Whether answers by this method have to be reserved; so has every method that is new. */
export const isGuessable = (method: string): boolean => !UNGUESSABLE.has(method);

export function createThrottle({ store, secret, scale }: Deps): Throttle {
	const keyOf = createKeyOf(secret);
	const numbers = scaledNumbers(scale);
	const total: Lane = { name: 'total', limits: numbers.total };
	const unknown: Lane = { name: 'unknown', limits: numbers.unknown };
	const trusted = (name: Pool): Lane => ({ name, limits: numbers.trusted });
	const gate = (key: string, limits: Lane['limits']): Budget => ({
		key,
		lanes: [{ name: 'all', limits }]
	});

	/** Written beside every account, and for unknown names in its place: all guesses cost the same writes. */
	const blank = gate('nobody', UNLIMITED);

	/** Not keyed: what an account has left outlives a change of the secret. */
	const accountKey = (account: AccountId, { purpose }: Pick<Guess, 'purpose'> = {}) =>
		`${purpose ?? 'account'}:${account}`;
	const challengeKey = (account: AccountId) => `challenge:${account}`;

	/** What all but known browsers have to pass, in the open. */
	const gatesOf = ({ name, account, address, password }: Guess): Budget[] => [
		gate(keyOf('address', addressKey(address)), numbers.address),
		gate('all', numbers.all),
		...(name === undefined ? [] : [gate(keyOf('name', name), numbers.name)]),
		...(name === undefined && account ? [gate(challengeKey(account), numbers.challenge)] : []),
		// Passwords are compared in this form, so that other spellings of one are no others.
		...(password === undefined
			? []
			: [gate(keyOf('password', password.normalize('NFKC')), numbers.password)])
	];

	/** Strangers get their pool back by a stranger's success, or when it has been quiet there. */
	const clear = async (
		{ account, pool, purpose }: Pick<Guess, 'account' | 'pool' | 'purpose'>,
		by: 'trust' | 'gates'
	): Promise<void> => {
		if (!account) return;
		const own = pool ? [{ name: pool }] : [];
		const quiet = by === 'trust' ? { quietMs: FORGIVEN_AFTER_MS } : {};
		const lanes = [{ name: total.name }, { name: unknown.name, ...quiet }, ...own];
		await Promise.all([
			store.clear(accountKey(account, { purpose }), lanes),
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

	/** Undefined when nobody vouches, or no longer: then the guesser is treated as a stranger. */
	const reserveTrusted = async (guess: Guess): Promise<Reservation | undefined> => {
		const { account, pool } = guess;
		if (!account || !pool) return undefined;
		const [key, lane] = [accountKey(account, guess), trusted(pool)];
		const [wait = Infinity] = await store.spend([{ key, lanes: [total, lane] }]);
		if (wait === Infinity) return undefined;
		requireNoWait([wait]);
		const [refunds, own] = [[{ key, lanes: [lane] }], [{ key, lanes: [total] }]];
		return go(guess, { by: 'trust', refunds, own });
	};

	/** Spends what has room, and gives it back if something has none. */
	const pass = async (gates: readonly Budget[]): Promise<void> => {
		// A flood of guesses that are refused anyway must leave no trace in the counts of others.
		requireNoWait(await store.peek(gates));
		const waits = await store.spend(gates);
		const isLost = waits.some((wait) => wait > 0);
		if (isLost) await store.refund(gates.filter((_, at) => waits[at] === 0));
		requireNoWait(waits);
	};

	const reserveUnknown = async (guess: Guess): Promise<Reservation> => {
		const { account } = guess;
		const gates = gatesOf(guess);
		await pass(gates);
		const own = account && { key: accountKey(account, guess), lanes: [total, unknown] };
		// Last, so that what the gates refuse never has to be taken back from the account.
		const [wait] = await store.spend([own ?? blank, blank]);
		if (wait === 0) return go(guess, { by: 'gates', refunds: gates, own: own ? [own] : [] });
		const nothing = async () => undefined;
		// Taken back as a guess that goes is, or a busy service would tell them apart.
		const undo = () => store.refund(gates);
		return { verdict: 'pretend', release: nothing, succeed: nothing, undo };
	};

	return {
		signedIn: (who) => clear(who, who.pool ? 'trust' : 'gates'),

		reserve: async (guess) => (await reserveTrusted(guess)) ?? reserveUnknown(guess),

		async admit({ address }) {
			const gates = [gate(keyOf('unguessable', addressKey(address)), numbers.unguessable)];
			await pass(gates);
			return { release: () => store.refund(gates) };
		}
	};
}

function requireNoWait(waits: readonly number[]): void {
	const longest = Math.max(0, ...waits);
	if (longest === 0) return;
	throw refuse.wait({ details: { retryAfterSeconds: Math.ceil(longest / 1000) } });
}
