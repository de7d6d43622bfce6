/**
 * E-mail proofs: showing that an address is the account's, by a code that is sent there.
 *
 * A proof belongs to the session that asked for it. What a proven address is good for is the business of
 * `accounts/`; callers ask policy before they change one.
 */
import * as v from 'valibot';

import {
	accountRefusals,
	parseEmail,
	type Account,
	type AccountStore
} from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type EmailProofId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { isSameHash } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Letters, Outbox } from '#lib/server/notifications/index.ts';
import type { Pending, PendingStore } from '#lib/server/pending/index.ts';
import {
	CODE_LIFETIME_MS,
	CODE_TRIES,
	newCode,
	parseCode,
	type CodeHash
} from '#lib/server/sent-codes/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { BudgetStore, RecordRefusal } from '#lib/server/throttling/index.ts';
import {
	emailProofRefusals as refuse,
	ProofData,
	type EmailProof,
	type EmailVerdict
} from './email-proof.ts';

interface By {
	readonly session: Session;
	readonly caller: Caller;
}

export interface EmailProofs {
	/** Whether this service can send mail at all. */
	readonly isOpen: boolean;
	/**
	 * Sends a code to the account's address, or to a new one. Refuses `email_proofs.no_mail`,
	 * `email_proofs.already_proven`, `email_proofs.too_many` and `accounts.email_not_allowed`.
	 */
	begin(by: By, email?: string): Promise<EmailProof>;
	/** Sends a new code to the same address; the one before is void. */
	again(by: By, id: string): Promise<EmailProof>;
	/** What waits for its code, also when no try is left. Refuses `email_proofs.gone`. */
	resume(by: By, id: string): Promise<EmailProof>;
	/**
	 * Spends a try; the right code makes the address the account's own. Refuses `email_proofs.gone`, and
	 * `email_proofs.taken` when another account has proven the address.
	 */
	answer(by: By, given: { id: string; answer: string }): Promise<EmailVerdict>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly budgets: BudgetStore;
	readonly codeHash: CodeHash;
	readonly letters: Letters;
	readonly outbox: Outbox;
	readonly pending: PendingStore;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly recordRefusal: RecordRefusal;
	readonly transact: Transact<{
		accounts: AccountStore;
		audit: AuditLog;
		factors: { list(account: AccountId): Promise<readonly { readonly method: string }[]> };
		/** What waits for the address that goes. */
		recoveries: { removeOf(account: AccountId): Promise<boolean> };
	}>;
}

interface Wanted {
	readonly email: string;
	readonly normal: string;
}

/** So many codes, then none until an hour after the last. */
const mostAnHour = (most: number) => ({
	most,
	free: most,
	firstDelayMs: 0,
	longestDelayMs: 0,
	leakMs: 0,
	keepMs: 60 * 60_000
});
const PER_ACCOUNT = mostAnHour(5);
/** Many accounts together must not flood a stranger's mailbox. */
const PER_ADDRESS = mostAnHour(10);

export function createEmailProofs(deps: Deps): EmailProofs {
	const { clock, random, outbox, pending, transact, record } = deps;

	/** The address is in it, so that a record that is changed proves no other one. */
	const hashOf = (id: string, { normal }: Wanted, code: string): string =>
		deps.codeHash(['email', id, normal], code);

	const accountOf = async ({ account }: Session): Promise<Account> => {
		const found = await deps.accounts.find(account);
		if (found?.status !== 'active') throw accountRefusals.disabled();
		return found;
	};

	const read = (found: Pending | undefined): Pending & { data: ProofData } => {
		const parsed = v.safeParse(ProofData, found?.data);
		if (!found || !parsed.success) throw refuse.gone();
		return { ...found, data: parsed.output };
	};

	const viewOf = ({ id, expiresAt, attemptsLeft, data }: Pending & { data: ProofData }) => ({
		id: id as EmailProofId,
		email: data.email,
		expiresAt,
		attemptsLeft
	});

	const requireRoom = async (
		caller: Caller,
		{ id, normal }: Wanted & Pick<Account, 'id'>
	): Promise<void> => {
		const budgets = [
			{ key: `email-codes:${id}`, lanes: [{ name: 'all', limits: PER_ACCOUNT }] },
			{ key: `email-codes-to:${normal}`, lanes: [{ name: 'all', limits: PER_ADDRESS }] }
		] as const;
		const waits = await deps.budgets.spend(budgets);
		if (waits.every((wait) => wait === 0)) return;
		await deps.budgets.refund(budgets.filter((_, at) => waits[at] === 0));
		const account = id;
		const [own = 0] = waits;
		const [budget, { key }] =
			own > 0 ? ['email_codes', budgets[0]] : ['email_codes_to', budgets[1]];
		await deps.recordRefusal(caller, { key, budget, account });
		throw refuse.tooMany();
	};

	const send = async (
		{ session, caller }: By,
		account: Account,
		wanted: Wanted
	): Promise<EmailProof> => {
		await requireRoom(caller, { ...wanted, id: account.id });
		const [id, code] = [newId('eml', random), newCode(random)];
		const proof = {
			id,
			holder: session.id,
			attemptsLeft: CODE_TRIES,
			expiresAt: new Date(clock.now().getTime() + CODE_LIFETIME_MS),
			data: { purpose: 'email' as const, codeHash: hashOf(id, wanted, code), ...wanted }
		};
		await pending.save(proof);
		const { email } = wanted;
		const words = deps.letters.code(account, { email, code, lifetimeMs: CODE_LIFETIME_MS });
		outbox.post({ to: email, ...words, about: { kind: 'code', account: account.id } });
		return viewOf(proof);
	};

	const claim = ({ session, caller }: By, { email, normal }: Wanted) =>
		transact(async ({ accounts, audit, factors, recoveries }) => {
			const before = await accounts.lock(session.account);
			if (before?.status !== 'active') throw accountRefusals.disabled();
			if (!(await accounts.claimEmail(before.id, { email, normal }))) throw refuse.taken();
			const [by, isStopped] = [
				{ account: before.id, session: session.id },
				before.email !== email && (await recoveries.removeOf(before.id))
			];
			const isChange = before.isEmailProven && before.email !== email;
			const hasCodes = (await factors.list(before.id)).some(
				({ method }) => method === 'mail-codes'
			);
			// They go to whatever address is proven: the person is to know which one that is.
			const changed = { before: before.email, ...(hasCodes && { codes: 'moved' }) };
			await record(audit, caller, {
				code: isChange ? 'email.changed' : 'email.proven',
				...by,
				details: { email, ...(isChange && changed) }
			});
			if (!isStopped) return;
			const details = { reason: 'email_changed' };
			await record(audit, caller, { code: 'recovery.cancelled', ...by, details });
		});

	const requireMail = (): void => {
		if (!outbox.isOpen) throw refuse.noMail();
	};

	return {
		isOpen: outbox.isOpen,

		async begin(by, typed) {
			requireMail();
			const account = await accountOf(by.session);
			const parsed = parseEmail(typed ?? account.email);
			if (!parsed) throw accountRefusals.emailNotAllowed();
			const { display: email, normal } = parsed;
			if (account.isEmailProven && account.email === email) throw refuse.alreadyProven();
			return send(by, account, { email, normal });
		},

		async again(by, id) {
			requireMail();
			const ref = { id, holder: by.session.id };
			const { email, normal } = read(await pending.find(ref)).data;
			const proof = await send(by, await accountOf(by.session), { email, normal });
			await pending.take(ref);
			return proof;
		},

		resume: async ({ session }, id) => viewOf(read(await pending.find({ id, holder: session.id }))),

		async answer(by, { id, answer }) {
			const ref = { id, holder: by.session.id };
			const code = parseCode(answer);
			if (!code) {
				const { attemptsLeft } = read(await pending.find(ref));
				return { verified: false, reason: 'malformed', attemptsLeft };
			}
			// Read first: something else that this session has pending must lose no try by it.
			read(await pending.find(ref));
			const { attemptsLeft, data } = read(await pending.spend(ref));
			if (!isSameHash(hashOf(id, data, code), data.codeHash)) {
				const reason = 'wrong_code';
				await deps.record(deps.audit, by.caller, {
					code: 'email.proof_failed',
					account: by.session.account,
					session: by.session.id,
					details: { reason, email: data.email, left: attemptsLeft }
				});
				return { verified: false, reason, attemptsLeft };
			}
			if (!(await pending.take(ref))) throw refuse.gone();
			await claim(by, data);
			return { verified: true, email: data.email };
		}
	};
}
