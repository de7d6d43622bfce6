import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { ApplicationStore } from '#lib/server/applications/index.ts';
import type { Approval, Ledger, Outcome, ReceiptStore } from '#lib/server/approvals/index.ts';
import type { AskerStore } from '#lib/server/askers/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Factor, FactorStore } from '#lib/server/factors/index.ts';
import { afterApproval, phoneOf } from '#lib/server/factors/phones/index.ts';
import type { TransactionStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly applications: ApplicationStore;
	readonly askers: AskerStore;
	readonly factors: FactorStore;
	readonly receipts: ReceiptStore;
	readonly transactions: TransactionStore;
	readonly audit: AuditLog;
}

interface Deps {
	readonly clock: Clock;
	readonly record: Record;
	readonly transact: Transact<Stores>;
	/** Hears that there may be something to tell an application. */
	readonly onSettled: () => void;
}

const OUTCOMES = {
	approved: 'approved',
	declined: 'declined',
	'wrong-number': 'declined',
	disowned: 'disowned',
	// No phone withdraws anything.
	withdrawn: 'declined'
} as const;

const MOST_TRIES = 5;

/** What is answered, by whom, as it stands now; undefined where it cannot be answered any more. */
async function findOpen(
	{ accounts, applications, factors, transactions }: Stores,
	{ id, account: owner }: Approval,
	outcome: Outcome
): Promise<Factor | undefined> {
	// Held until the end, so that whoever removes the phone either was before, or will be after.
	const account = await accounts.lock(owner);
	const asked = await transactions.find(id);
	if (account?.status !== 'active' || !asked || asked.outcome) return undefined;
	const application = await applications.find(asked.application);
	if (application?.status !== 'active') return undefined;
	return (await factors.list(owner)).find((factor) => factor.id === outcome.factor);
}

/** The phone as it is after an approval; false where somebody has written it first. */
async function keepPhone(
	factors: FactorStore,
	{ phone, id, outcome, at }: { phone: Factor; id: ApprovalId; outcome: Outcome; at: Date }
): Promise<boolean> {
	if (outcome.answer !== 'approved') return true;
	const state = afterApproval(phoneOf(phone), { request: id, counter: outcome.counter });
	return factors.replace(phone, { state, lastUsedAt: at });
}

/** What is put on record of it. */
function happeningOf(
	{ account, document }: Approval,
	{ answer, question }: Outcome,
	{ method, label }: Factor
): Parameters<Record>[2] {
	const { application = '', text = '' } = document;
	return {
		code: `transaction.${OUTCOMES[answer]}`,
		account,
		details: {
			method: question === undefined ? method : 'photo-codes',
			factor: label,
			// What a photo code has answered; there is no signature to keep.
			...(question !== undefined && { question }),
			application,
			text,
			...(answer === 'wrong-number' && { reason: 'wrong_number' })
		}
	};
}

/** Keeps answers to what applications ask: outcome, receipt, the phone's state and the event are one transaction. */
export function createLedger({ clock, record, transact, onSettled }: Deps): Ledger {
	/** `again` where the phone was used for something else in between, and nothing was written. */
	const attempt = (approval: Approval, outcome: Outcome, caller: Caller) =>
		transact(async (stores) => {
			const { id, account } = approval;
			const at = clock.now();
			const phone = await findOpen(stores, approval, outcome);
			if (!phone) return 'no';
			if (!(await keepPhone(stores.factors, { phone, id, outcome, at }))) return 'again';
			const to = { outcome: OUTCOMES[outcome.answer], phone: phone.id, at };
			if (!(await stores.transactions.settle(id, to))) return 'no';
			if (approval.application) await stores.askers.note(account, approval.application, at);
			const { receipt } = outcome;
			if (receipt) await stores.receipts.add({ id, account, at, receipt });
			await record(stores.audit, caller, happeningOf(approval, outcome, phone));
			return 'yes';
		});

	return {
		async settle(approval, outcome, caller) {
			let result = await attempt(approval, outcome, caller);
			for (let tries = 1; result === 'again' && tries < MOST_TRIES; tries += 1)
				result = await attempt(approval, outcome, caller);
			if (result === 'yes') onSettled();
			return result === 'yes';
		}
	};
}
