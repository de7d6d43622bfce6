/** The code by mail that shows that somebody reads the mailbox of an account, before they have anything else. */
import * as v from 'valibot';

import { normalIdentifier, type Account, type AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type RecoveryId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { isSameHash } from '#lib/server/core/secret.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { Letters, Outbox } from '#lib/server/notifications/index.ts';
import type { Pending, PendingStore } from '#lib/server/pending/index.ts';
import {
	CODE_LIFETIME_MS,
	CODE_TRIES,
	newCode,
	parseCode,
	type CodeHash
} from '#lib/server/sent-codes/index.ts';
import { ProofData, type Attempt } from '#lib/server/sign-in/index.ts';
import type { BudgetStore, RecordRefusal, Throttle } from '#lib/server/throttling/index.ts';
import { mailBudget } from './numbers.ts';
import { recoveryRefusals as refuse } from './recovery.ts';

const PROVEN_MS = 15 * 60_000;
const PROVEN_TRIES = 20;

/** A browser has other things pending: only this waits for a code, and only the next is the mailbox proven. */
const Asked = v.object({
	purpose: v.literal('recovery-code'),
	/** Absent where nobody was sent a code: then none is right. */
	account: v.optional(v.custom<AccountId>((input) => typeof input === 'string')),
	email: v.string(),
	generation: v.number(),
	codeHash: v.string()
});

const Proven = v.object({
	purpose: v.literal('recovery'),
	account: v.custom<AccountId>((input) => typeof input === 'string'),
	email: v.string(),
	generation: v.number(),
	/** What was proven beside the mailbox. */
	proofs: v.array(ProofData)
});

/** A mailbox that a browser has proven, and what it has proven beside it. */
export interface Mailbox {
	readonly account: Account;
	readonly proofs: readonly Proof[];
}

/** A code that may have been sent: nobody is told whether. */
export interface AskedCode {
	readonly id: string;
	readonly expiresAt: Date;
	readonly attemptsLeft: number;
}

export type CodeVerdict =
	/** `id` names the mailbox that is proven now, for this browser. */
	| { readonly verified: true; readonly id: string }
	| {
			readonly verified: false;
			readonly reason: 'malformed' | 'wrong_code';
			readonly attemptsLeft: number;
	  };

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: Pick<AccountStore, 'find' | 'findByIdentifier'>;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly recordRefusal: RecordRefusal;
	readonly budgets: BudgetStore;
	readonly throttle: Throttle;
	readonly knownBrowsers: KnownBrowsers;
	readonly pending: PendingStore;
	readonly codeHash: CodeHash;
	readonly letters: Letters;
	readonly outbox: Outbox;
}

/** Active, and at the very address: whoever has changed it since was in. */
export const isReachedAt = (account: Account | undefined, email: string): account is Account =>
	account?.status === 'active' && account.isEmailProven && account.email === email;

export function createCodes(deps: Deps) {
	const { clock, random, pending, outbox, knownBrowsers } = deps;
	const hashOf = (id: string, code: string) => deps.codeHash(['recovery', id], code);
	const from = (ms: number) => new Date(clock.now().getTime() + ms);

	const read = <Schema extends v.GenericSchema>(schema: Schema, found: Pending | undefined) => {
		const parsed = v.safeParse(schema, found?.data);
		if (!found || !parsed.success) throw refuse.gone();
		return { ...found, data: parsed.output };
	};

	/** Whose mailbox it goes to, if it goes to any: the same look-ups for every name. */
	const readerOf = async (
		identifier: string,
		by: Attempt,
		waiting: RecoveryId | undefined
	): Promise<Account | undefined> => {
		const name = normalIdentifier(identifier);
		const account = await deps.accounts.findByIdentifier(name);
		const reader = account && isReachedAt(account, account.email) ? account : undefined;
		const browser = await knownBrowsers.find(by.knownBrowser, reader?.id);
		const known = browser && (`browser/${browser}` as const);
		const budget = mailBudget(
			reader?.id ?? `name/${name}`,
			waiting ? `recovery/${waiting}` : known
		);
		const [wait] = await deps.budgets.spend([budget]);
		if (wait === 0) return reader;
		const refusing = { key: budget.key, budget: 'email_codes', account: reader?.id };
		await deps.recordRefusal(by.caller, refusing);
		return undefined;
	};

	return {
		/**
		 * Sends a code to the proven address of who goes by a name, if there is one; what is answered, and the
		 * work, are the same for everybody. `waiting` is what this very browser waits for. Refuses
		 * `throttling.wait` and `recovery.not_offered`. ASVS 5.0 6.3.8.
		 */
		async ask(identifier: string, by: Attempt, waiting?: RecoveryId): Promise<AskedCode> {
			if (!outbox.isOpen) throw refuse.notOffered();
			const { caller, holder } = by;
			const browser = knownBrowsers.vouchedFor(by.knownBrowser);
			await deps.throttle.admit('unguessable', { caller, browser });
			const reader = await readerOf(identifier, by, waiting);
			const [id, code] = [newId('eml', random), newCode(random)];
			const asked = { id, expiresAt: from(CODE_LIFETIME_MS), attemptsLeft: CODE_TRIES };
			const data: v.InferInput<typeof Asked> = {
				purpose: 'recovery-code',
				account: reader?.id,
				email: reader?.email ?? '',
				generation: reader?.generation ?? 0,
				codeHash: hashOf(id, code)
			};
			// Written for everybody, so that it takes nobody longer.
			const to = reader ?? { username: identifier };
			const words = deps.letters.recoveryCode(to, { code, lifetimeMs: CODE_LIFETIME_MS });
			await pending.save({ ...asked, holder, data });
			if (reader)
				outbox.post({ to: reader.email, ...words, about: { kind: 'code', account: reader.id } });
			return asked;
		},

		/** What waits for its code, also when no try is left. Refuses `recovery.gone`. */
		async resume(id: string, { holder }: Attempt): Promise<AskedCode> {
			const { expiresAt, attemptsLeft } = read(Asked, await pending.find({ id, holder }));
			return { id, expiresAt, attemptsLeft };
		},

		/** Spends a try; of racing right answers one is right. Refuses `recovery.gone`. */
		async answer(
			{ id, answer }: { id: string; answer: string },
			{ holder, caller }: Attempt
		): Promise<CodeVerdict> {
			const ref = { id, holder };
			const code = parseCode(answer);
			// Read first: something else that this browser has pending must lose no try by it.
			const { attemptsLeft: left } = read(Asked, await pending.find(ref));
			if (!code) return { verified: false, reason: 'malformed', attemptsLeft: left };
			const { attemptsLeft, data } = read(Asked, await pending.spend(ref));
			const { account, email, generation } = data;
			if (!account || !isSameHash(hashOf(id, code), data.codeHash)) {
				const [reason, details] = [
					'wrong_code',
					{ method: 'email', reason: 'wrong_code' }
				] as const;
				await deps.record(deps.audit, caller, { code: 'recovery.failed', account, details });
				return { verified: false, reason, attemptsLeft };
			}
			if (!(await pending.take(ref))) throw refuse.gone();
			const proven = { id: newId('cer', random), holder, expiresAt: from(PROVEN_MS) };
			const kept: v.InferInput<typeof Proven> = {
				purpose: 'recovery',
				account,
				email,
				generation,
				proofs: []
			};
			await pending.save({ ...proven, attemptsLeft: PROVEN_TRIES, data: kept });
			return { verified: true, id: proven.id };
		},

		/** Whose mailbox this browser has proven, as the account is now. Refuses `recovery.gone`. */
		async proven(
			id: string,
			{ holder }: Attempt,
			how: 'find' | 'spend' = 'find'
		): Promise<Mailbox> {
			// Read first: something else that this browser has pending must lose no try by it.
			const { data } = read(Proven, await pending.find({ id, holder }));
			if (how === 'spend' && !(await pending.spend({ id, holder }))) throw refuse.gone();
			const account = await deps.accounts.find(data.account);
			if (!isReachedAt(account, data.email)) throw refuse.gone();
			// Disabled and opened again, or put back from a backup: all that was under way begins anew.
			if (account.generation !== data.generation) throw refuse.gone();
			return { account, proofs: data.proofs };
		},

		/** Keeps what was proven beside the mailbox. Refuses `recovery.gone`. */
		async addProof(id: string, { holder }: Attempt, proof: Proof): Promise<void> {
			const { data, ...record } = read(Proven, await pending.find({ id, holder }));
			await pending.save({ ...record, data: { ...data, proofs: [proof] } });
		},

		/** It was used to the end; of racing callers one has used it. */
		take: async (id: string, { holder }: Attempt): Promise<boolean> =>
			(await pending.take({ id, holder })) !== undefined
	};
}

export type Codes = ReturnType<typeof createCodes>;
