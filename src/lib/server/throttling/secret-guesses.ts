/**
 * Guesses at the secrets of clients: counted for each client and address, before they are verified.
 *
 * Nobody locks a client out by that: where it has shown its secret before, it is not refused whatever others try there.
 * What is made here has 256 bits, but an operator may name the hash of less. @see docs/decisions/0015-guessing.md
 */
import type { Caller } from '#lib/server/core/caller.ts';
import { addressKey } from './address.ts';
import { budgetOfOne, type Budget } from './budget.ts';
import type { KeyOf } from './keys.ts';
import type { BudgetStore } from './ports.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an address is known by. */
const SHOWN_MS = 30 * DAY_MS;
/** Of those whom one process knows, none has to be looked up. */
const MOST_KNOWN = 1000;

export interface SecretGuess {
	right(): Promise<void>;
	wrong(): Promise<void>;
}

export interface SecretGuesses {
	/** Refuses `throttling.wait`, for a right secret as for a wrong one: nothing is verified then. */
	reserveSecret(client: string, caller: Caller): Promise<SecretGuess>;
}

interface Deps<Gate extends Budget> {
	readonly store: Pick<BudgetStore, 'peek' | 'spend' | 'refund'>;
	readonly keyOf: KeyOf;
	readonly gate: (budget: 'client' | 'clientSecret', key: string) => Gate;
	/** Spends it, or refuses. */
	readonly pass: (caller: Caller, gates: readonly Gate[]) => Promise<void>;
	readonly recordRefusal: (
		caller: Caller,
		refusing: Gate & { readonly client: string }
	) => Promise<void>;
}

export function createSecretGuesses<Gate extends Budget>(deps: Deps<Gate>): SecretGuesses {
	const { store, keyOf, gate } = deps;
	const known = new Set<string>();

	const remember = (key: string): void => {
		if (known.size >= MOST_KNOWN) known.clear();
		known.add(key);
	};

	const isKnown = async (shown: Budget): Promise<boolean> => {
		if (known.has(shown.key)) return true;
		const [wait = 0] = await store.peek([shown]);
		if (wait > 0) remember(shown.key);
		return wait > 0;
	};

	return {
		async reserveSecret(client, caller) {
			const whence = JSON.stringify([client, addressKey(caller.address)]);
			const shown = budgetOfOne(keyOf('shown', whence), SHOWN_MS);

			/** From wherever they come: it refuses nobody, and its operator reads of it. */
			const wrong = async (): Promise<void> => {
				const all = gate('client', keyOf('client', client));
				const [wait] = await store.spend([all]);
				if (wait !== 0) await deps.recordRefusal(caller, { ...all, client });
			};

			if (await isKnown(shown)) return { right: async () => undefined, wrong };
			const gates = [gate('clientSecret', keyOf('clientSecret', whence))];
			await deps.pass(caller, gates);
			return {
				wrong,
				async right() {
					await store.refund(gates);
					await store.spend([shown]);
					remember(shown.key);
				}
			};
		}
	};
}
