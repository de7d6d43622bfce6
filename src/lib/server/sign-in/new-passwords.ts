import * as v from 'valibot';

import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { PasswordChanges } from '#lib/server/enrolment/index.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import { Context, signInRefusals as refuse, type Attempt, type SignedIn } from './attempt.ts';

const TIME_TO_LIVE_MS = 10 * 60_000;
const TRIES = 20;

/** A browser has other things pending under ids of its own: only this is a demand of a new password. */
const Demand = v.object({
	purpose: v.literal('new-password'),
	account: v.custom<AccountId>((input) => typeof input === 'string'),
	generation: v.number(),
	context: Context,
	isRecovery: v.boolean()
});

/** What is demanded of whoever has proven a password that opens no session any more. */
export interface DemandedPassword {
	readonly id: string;
	readonly reason: NonNullable<Context['newPassword']>;
	readonly username: string;
	/** The fewest characters of the new one. */
	readonly minimum: number;
	readonly expiresAt: Date;
}

type Proven = Context & { readonly isRecovery?: boolean };

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly pending: PendingStore;
	readonly passwordChanges: PasswordChanges;
}

/** Nothing else can be reached with what is kept here: no session exists before there is a new password. */
export function createNewPasswords(
	deps: Deps,
	signIn: (
		account: Pick<Account, 'id' | 'generation'>,
		context: Proven,
		attempt: Attempt
	) => Promise<SignedIn>
) {
	const { clock, random, pending, passwordChanges } = deps;

	const read = (found: { data: unknown } | undefined) => {
		const demand = v.safeParse(Demand, found?.data);
		if (!demand.success) throw refuse.ceremonyGone();
		return demand.output;
	};

	const view = async (id: string, { account, context }: v.InferOutput<typeof Demand>) => {
		const [found, factors] = await Promise.all([
			deps.accounts.find(account),
			deps.factors.list(account)
		]);
		return {
			id,
			reason: context.newPassword ?? 'compromised',
			username: found?.username ?? '',
			minimum: passwordChanges.minimumFor(factors)
		};
	};

	return {
		/** Refuses `sign_in.new_password_required` with what is demanded, where a new password is due. */
		async require(
			account: Pick<Account, 'id' | 'generation'>,
			{ isRecovery = false, ...context }: Proven,
			{ holder }: Attempt
		): Promise<void> {
			if (!context.newPassword) return;
			const id = newId('cer', random);
			const expiresAt = new Date(clock.now().getTime() + TIME_TO_LIVE_MS);
			const { generation } = account;
			const data = {
				purpose: 'new-password',
				account: account.id,
				generation,
				context,
				isRecovery
			};
			await pending.save({ id, holder, attemptsLeft: TRIES, expiresAt, data });
			const { reason } = await view(id, read({ data }));
			throw refuse.newPasswordRequired({ details: { newPassword: { id, reason, expiresAt } } });
		},

		/** Refuses `sign_in.ceremony_gone`. */
		async find(id: string, { holder }: Attempt): Promise<DemandedPassword> {
			const found = await pending.find({ id, holder });
			if (!found) throw refuse.ceremonyGone();
			return { ...(await view(id, read(found))), expiresAt: found.expiresAt };
		},

		/** Replaces the password and signs in. Refuses as `find`, and `passwords.not_allowed` with the reason. */
		async choose(
			{ id, password }: { id: string; password: string },
			attempt: Attempt
		): Promise<SignedIn> {
			const ref = { id, holder: attempt.holder };
			const { account, generation, context, isRecovery } = read(await pending.spend(ref));
			const proven = context.proofs.find(({ method }) => method === 'passwords');
			if (!proven) throw refuse.ceremonyGone();
			const factor = await passwordChanges.replace(
				{ account, generation, caller: attempt.caller },
				{ proven: proven.factor, next: password }
			);
			await pending.take(ref);
			const proofs = context.proofs.map((proof) =>
				proof === proven ? { ...proof, factor, at: clock.now() } : proof
			);
			const { lifetime, remember } = context;
			const chosen = { proofs, lifetime, remember, isRecovery };
			return signIn({ id: account, generation }, chosen, attempt);
		}
	};
}
