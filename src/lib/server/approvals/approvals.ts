/**
 * Approvals: requests that a person answers on a phone.
 *
 * This module owns a request's life: it is opened, answered once, and dies after two minutes. Who may
 * answer, and whether the signature is good, is the business of `phones/`; what an approval is worth that of
 * the method that asked.
 */
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, ApprovalId, FactorId } from '#lib/server/core/ids.ts';
import { approvalRefusals as refuse, type Approval, type Outcome } from './approval.ts';
import type { ApprovalStore, Ledger } from './ports.ts';

export const APPROVAL_MS = 2 * 60_000;

/** What has come of a request; undefined while it can be answered. */
export type Result = Outcome | { readonly answer: 'expired' };

/** A browser's sign-ins, a session's step-ups: of each, one is asked at a time. */
export interface AskedBy {
	readonly account: AccountId;
	readonly holder: string;
	readonly purpose: string;
}

export interface Approvals {
	/** What the same browser has asked for the same before is withdrawn: its screen shows another number now. */
	open(approval: Approval): Promise<void>;
	/** The browser has begun anew. */
	withdrawAll(by: AskedBy): Promise<void>;
	listOpen(account: AccountId): Promise<readonly Approval[]>;
	/** Refuses `approvals.gone` unless it is this account's and can be answered now. */
	get(account: AccountId, id: ApprovalId): Promise<Approval>;
	/** What this phone has disowned a moment ago; undefined for anything else. */
	findDisowned(account: AccountId, id: ApprovalId, by: FactorId): Promise<Approval | undefined>;
	/** Refuses `approvals.gone` where another answer came first. */
	settle(approval: Approval, outcome: Outcome, caller: Caller): Promise<void>;
	/** Nobody needs an answer any more. */
	withdraw(id: ApprovalId): Promise<void>;
	resultOf(id: ApprovalId): Promise<Result | undefined>;
}

interface Deps {
	readonly clock: Clock;
	readonly approvals: ApprovalStore;
	readonly ledger: Ledger;
	/** Hears of each that is open, and holds nobody up. */
	readonly announce?: ((approval: Approval) => void) | undefined;
	/** Hears of each answer of a phone, before the phone hears that it counts. */
	readonly answered?: ((approval: Approval, outcome: Outcome) => Promise<void>) | undefined;
}

/** The same for every process, also where two were asked in one moment. */
const newestFirst = (one: Approval, other: Approval): number =>
	other.expiresAt.getTime() - one.expiresAt.getTime() || (one.id < other.id ? 1 : -1);

export function createApprovals(deps: Deps): Approvals {
	const { clock, approvals: store, ledger, announce, answered } = deps;
	const isOf = ({ holder, purpose }: AskedBy, { asker, document }: Approval): boolean =>
		asker?.holder === holder && document.purpose === purpose;

	const listOf = async (by: AskedBy): Promise<Approval[]> =>
		(await store.listOpen(by.account)).filter((each) => isOf(by, each));

	const withdraw: Approvals['withdraw'] = async (id) => {
		await store.settle(id, { answer: 'withdrawn' });
	};

	/**
	 * Saved first: of several at once, whoever looks last sees them all, and the newest stays. What one asker has
	 * asked before is withdrawn by whoever keeps what it waits for.
	 */
	const replaceEarlier = async ({ account, asker, document, phone }: Approval): Promise<void> => {
		if (!asker) return;
		const all = await listOf({ account, holder: asker.holder, purpose: document.purpose });
		const ofSamePhone = all.filter((each) => each.phone === phone);
		const newest = ofSamePhone.toSorted(newestFirst)[0]?.asker;
		const others = ofSamePhone.filter((each) => each.asker?.id !== newest?.id);
		await Promise.all(others.map(({ id }) => withdraw(id)));
	};

	return {
		async open(approval) {
			await store.save(approval);
			await replaceEarlier(approval);
			announce?.(approval);
		},

		async withdrawAll(by) {
			await Promise.all((await listOf(by)).map(({ id }) => withdraw(id)));
		},

		listOpen: (account) => store.listOpen(account),

		async get(account, id) {
			const found = await store.find(id);
			const isOpen = found && !found.outcome && clock.now() < found.expiresAt;
			if (!isOpen || found.account !== account) throw refuse.gone();
			return found;
		},

		async findDisowned(account, id, by) {
			const found = await store.find(id);
			const { outcome } = found ?? {};
			const isTheirs = found?.account === account && outcome?.factor === by;
			return isTheirs && outcome.answer === 'disowned' ? found : undefined;
		},

		async settle(approval, outcome, caller) {
			const { id, application } = approval;
			// What an application is told must not be lost: the ledger decides, and here it only stops being shown.
			if (application && !(await ledger.settle(approval, outcome, caller))) throw refuse.gone();
			const isFirst = await store.settle(id, outcome);
			if (!application && !isFirst) throw refuse.gone();
			await answered?.(approval, outcome);
		},

		withdraw,

		async resultOf(id) {
			const found = await store.find(id);
			if (found?.outcome) return found.outcome;
			return found && clock.now() < found.expiresAt ? undefined : { answer: 'expired' };
		}
	};
}
