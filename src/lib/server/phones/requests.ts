import * as v from 'valibot';

import {
	approvalRefusals,
	bytesToSign,
	challengeOf,
	isSignedBy,
	type Approval,
	type Approvals,
	type Outcome,
	type Receipt
} from '#lib/server/approvals/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Factor } from '#lib/server/factors/index.ts';
import { phoneOf } from '#lib/server/factors/phones/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';
import { BACKCHANNEL_SIGN_IN } from '#lib/server/sign-in/index.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';
import {
	hasGrown,
	keyKind,
	parseAssertion,
	verifyAssertion,
	type WebauthnDeps
} from '#lib/server/webauthn/index.ts';
import { phoneRefusals } from './refusals.ts';

/** Longer than it takes to put something on record. */
const ONE_MOMENT_MS = 5000;

/** A phone's answer to a request. */
export const AnswerGiven = v.strictObject({
	number: v.string(),
	/** Over exactly what was shown, r and s. */
	signature: v.string(),
	/** AuthenticationResponseJSON, where the phone has a credential of its own. */
	assertion: v.optional(v.record(v.string(), v.unknown()))
});

/** A request as the phone shows it: the number is for the person to pick. */
export interface RequestView {
	readonly id: ApprovalId;
	readonly document: Omit<Approval['document'], 'number'>;
	readonly numbers: readonly string[];
	readonly expiresAt: Date;
	/** The phone's credential, which has to confirm; absent where it has none. */
	readonly credential?: { readonly id: string; readonly rpId: string };
}

export interface Requests {
	list(phone: Factor): Promise<readonly RequestView[]>;
	/**
	 * Judges an answer; a wrong number declines. Refuses `approvals.gone`, and `approvals.not_signed`,
	 * which leaves the request open.
	 */
	answer(
		by: { phone: Factor; caller: Caller },
		given: v.InferOutput<typeof AnswerGiven> & { id: string }
	): Promise<{ answer: 'approved' | 'wrong-number' }>;
	decline(by: { phone: Factor; caller: Caller }, id: string): Promise<void>;
	/** "This was not me": what asked is ended as well, and its owner is warned. */
	disown(by: { phone: Factor; caller: Caller }, id: string): Promise<void>;
}

interface Deps extends Pick<WebauthnDeps, 'rp'> {
	readonly approvals: Approvals;
	readonly pending: PendingStore;
	readonly sessions: Pick<Sessions, 'list' | 'endAny'>;
	readonly budgets: Pick<BudgetStore, 'spend'>;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createRequests(deps: Deps): Requests {
	const { approvals, rp } = deps;

	/** Neither what another phone alone is asked, nor what needs more than a key where there is no more. */
	const isFor = (factor: Factor, { phone, document }: Approval): boolean =>
		(phone === undefined || phone === factor.id) &&
		(document.purpose !== BACKCHANNEL_SIGN_IN || phoneOf(factor).credential !== undefined);

	const found = async (phone: Factor, id: string): Promise<Approval> => {
		const approval = await approvals.get(phone.account, id as ApprovalId);
		if (!isFor(phone, approval)) throw approvalRefusals.gone();
		return approval;
	};

	const recordRefused = (
		{ phone, caller }: { phone: Factor; caller: Caller },
		about: { was: 'declined' | 'disowned'; approval: Approval; reason?: string }
	) => {
		// What an application asked is on record in its ledger.
		if (about.approval.application) return undefined;
		const { address, browser, purpose, application, text } = about.approval.document;
		const { was, reason } = about;
		// Told in its words, whoever keeps it: no browser and no password of the person's has asked.
		const kind = application !== undefined && text !== undefined ? 'transaction' : 'approval';
		return deps.record(deps.audit, caller, {
			code: `${kind}.${was}`,
			account: phone.account,
			details: {
				method: phone.method,
				factor: phone.label,
				of: purpose,
				from: address,
				browser,
				request: about.approval.id,
				...(application !== undefined && { application }),
				...(text !== undefined && { text }),
				...(reason !== undefined && { reason })
			}
		});
	};

	/** Only the last few are looked at: it was said a moment ago. */
	const isOnRecord = async ({ account, id }: Approval): Promise<boolean> => {
		const events = await deps.audit.list(account, { limit: 50 });
		return events.some(
			({ code, details }) => code.endsWith('.disowned') && details['request'] === id
		);
	};

	/** Ends what asked: a step-up is asked for by a session, which is then a stranger's. */
	const endAsker = async ({ account, asker }: Approval): Promise<void> => {
		if (!asker) return;
		await deps.pending.take(asker);
		const theirs = (await deps.sessions.list(account)).find(({ id }) => id === asker.holder);
		if (theirs) await deps.sessions.endAny(theirs);
	};

	/** What the phone's own credential says, if it has one: then nothing goes without it. */
	const verifyHolder = async (phone: Factor, approval: Approval, assertion: unknown) => {
		const { credential } = phoneOf(phone);
		if (!credential) return undefined;
		const answer = parseAssertion(assertion);
		if (answer?.id !== credential.id) throw approvalRefusals.notSigned();
		const data = await verifyAssertion(answer, credential, {
			rp,
			challenge: challengeOf(approval.document),
			mustVerifyUser: true,
			needsUserHandle: false
		});
		if (typeof data === 'string' || !hasGrown(data.counter, credential.counter))
			throw approvalRefusals.notSigned();
		return { credential, counter: data.counter };
	};

	return {
		async list(phone) {
			const id = phoneOf(phone).credential?.id;
			const credential = id === undefined ? {} : { credential: { id, rpId: rp.id } };
			const open = await approvals.listOpen(phone.account);
			return open
				.filter((approval) => isFor(phone, approval))
				.map(({ id: request, document: { number: _, ...document }, numbers, expiresAt }) => ({
					id: request,
					document,
					numbers,
					expiresAt,
					...credential
				}));
		},

		async answer(by, { id, number, signature, assertion }) {
			const { phone } = by;
			const approval = await found(phone, id);
			const { document } = approval;
			if (number !== document.number) {
				await approvals.settle(approval, { answer: 'wrong-number', factor: phone.id }, by.caller);
				await recordRefused(by, { was: 'declined', approval, reason: 'wrong_number' });
				return { answer: 'wrong-number' };
			}
			const { key } = phoneOf(phone);
			if (!isSignedBy(key, { bytes: bytesToSign(document), signature }))
				throw approvalRefusals.notSigned();
			const verified = await verifyHolder(phone, approval, assertion);
			const receipt: Receipt = {
				version: 1,
				document,
				phone: { key, signature },
				...(verified && {
					authenticator: {
						rpId: rp.id,
						publicKey: verified.credential.publicKey,
						algorithm: verified.credential.algorithm,
						isBackupEligible: verified.credential.isBackupEligible,
						userHandle: verified.credential.userHandle,
						assertion: assertion ?? {}
					}
				})
			};
			const outcome: Outcome = {
				answer: 'approved',
				factor: phone.id,
				isUserVerified: verified !== undefined,
				key: verified ? keyKind(verified.credential) : 'swk',
				...(verified && { counter: verified.counter }),
				receipt
			};
			await approvals.settle(approval, outcome, by.caller);
			return { answer: 'approved' };
		},

		async decline(by, id) {
			const approval = await found(by.phone, id);
			await approvals.settle(approval, { answer: 'declined', factor: by.phone.id }, by.caller);
			await recordRefused(by, { was: 'declined', approval });
		},

		async disown(by, id) {
			const { id: factor, account } = by.phone;
			const before = await approvals.findDisowned(account, id as ApprovalId, factor);
			// What was put on record is over; what failed just before that is said again.
			if (before && (before.application || (await isOnRecord(before))))
				throw approvalRefusals.gone();
			const approval = before ?? (await found(by.phone, id));
			// First, so that what fails can be said again: until it is settled the request is open.
			await endAsker(approval);
			if (!before) await approvals.settle(approval, { answer: 'disowned', factor }, by.caller);
			// Of several who say it at once, one puts it on record. Whoever failed there does a moment later.
			const [wait] = await deps.budgets.spend([budgetOfOne(`disowned:${id}`, ONE_MOMENT_MS)]);
			if (wait !== 0) throw phoneRefusals.busy();
			await recordRefused(by, { was: 'disowned', approval });
		}
	};
}
