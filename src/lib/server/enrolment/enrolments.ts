/**
 * Enrolment: adding, naming and removing factors.
 *
 * This module owns what is pending while a factor is added and the rule that nobody removes their last
 * way in. How a factor works is the business of `factors/method.ts`. Callers ask policy first.
 */

import { newId, type AccountId, type EnrolmentId, type FactorId } from '#lib/server/core/ids.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import {
	awaitedOf,
	type Enrolled,
	type Factor,
	type FactorMethod
} from '#lib/server/factors/index.ts';
import type { Pending } from '#lib/server/pending/index.ts';
import { hasSecondStep, reachableAal } from '#lib/server/policy/index.ts';
import { sessionRefusals } from '#lib/server/sessions/index.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';
import {
	enrolmentRefusals as refuse,
	type BegunEnrolment,
	type EnrolmentResult,
	type FactorView
} from './enrolment.ts';
import { askingOf, createJudgement, readEnrolment as read } from './judgement.ts';
import { createRecoveryCodeSets } from './recovery-code-sets.ts';
import { createRemoval, type Added } from './removal.ts';

const TIME_TO_LIVE_MS = 10 * 60_000;
const CODE_ATTEMPTS = 10;
const MAX_PER_METHOD = 20;

export interface Enrolments {
	list(account: AccountId): Promise<FactorView[]>;
	/**
	 * Refuses `enrolment.method_unknown`, `enrolment.too_many`, `enrolment.not_possible` with the reason, and
	 * `sent_codes.wait` where a code has to be sent.
	 */
	begin(
		by: Enroller,
		what: {
			method: string;
			label?: string | undefined;
			isConditional?: boolean;
			/** Its own, where there is one at a time. */
			id?: EnrolmentId;
			/** What the method needs to begin, such as a number. */
			given?: string | undefined;
		}
	): Promise<BegunEnrolment>;
	/** Sends another code for a pending enrolment. Refuses `enrolment.gone` and `sent_codes.wait`. */
	again(by: Enroller, id: string): Promise<void>;
	/** The pending enrolment again, for a page that was reloaded. Refuses `enrolment.gone`. */
	resume(by: Enroller, id: string): Promise<BegunEnrolment>;
	/**
	 * Judges an answer, spends an attempt, and adds the factor. All of it is written, with the first
	 * set of recovery codes where this is the first second factor, or nothing. Refuses `sessions.required`
	 * when the session has ended meanwhile.
	 */
	finish(
		by: Enroller,
		given: { id: string; answer: unknown; label?: string | undefined }
	): Promise<EnrolmentResult>;
	rename(by: Enroller, given: { id: FactorId; label: string }): Promise<FactorView>;
	/** The code by which removing it would be refused as things stand, for a page that asks first. */
	removalRefusal(account: AccountId, id: FactorId): Promise<string | undefined>;
	/** Refuses `enrolment.last_way_in`; of two racing removals of the last two, one. */
	remove(by: Enroller, id: FactorId): Promise<void>;
	/** A new set of recovery codes; the old set is void. Refuses without a second factor. */
	replaceRecoveryCodes(by: Enroller): Promise<readonly string[]>;
}

export function createEnrolments(deps: EnrolmentDeps): Enrolments {
	const { clock, random, pending, errands, record } = deps;
	const change = createChange(deps);
	const codes = createRecoveryCodeSets(deps);
	const removal = createRemoval(deps);
	const { enrollable, accountOf, subjectOf, promptOf, waitingOf, judge, release } =
		createJudgement(deps);

	const viewOf = (factor: Factor): FactorView => {
		const { id, method, label, createdAt, lastUsedAt } = factor;
		const details = deps.methods.find((each) => each.id === method)?.view(factor) ?? {};
		return { id, method, label, createdAt, lastUsedAt, details };
	};

	const requireRoom = (own: readonly Factor[], { id, isRepeatable }: FactorMethod): void => {
		const most = isRepeatable ? MAX_PER_METHOD : 1;
		if (own.filter(({ method }) => method === id).length >= most) throw refuse.tooMany();
	};

	const add = (by: Enroller, factor: Factor, outcome: Enrolled) =>
		change(by, async ({ factors, audit }) => {
			const before = await factors.list(factor.account);
			requireRoom(before, enrollable(factor.method));
			if (!(await factors.add(factor))) throw refuse.alreadyEnrolled();
			await record(audit, by.caller, {
				code: 'factor.enrolled',
				account: factor.account,
				session: by.session.id,
				details: { method: factor.method, factor: factor.label, ...outcome.details }
			});
			const isFirst = !hasSecondStep(before, deps.methods);
			return isFirst ? codes.issue(by, { factors, audit }) : undefined;
		});

	/**
	 * Enrolling has proven the factor, which raises the session that did it. One that has ended meanwhile
	 * gets the factor taken away again: whoever ends the sessions of a thief shuts out his enrolments too.
	 */
	const raise = async (by: Enroller, added: Added, { proof }: Enrolled) => {
		const { id, method } = added.factor;
		try {
			if (proof) {
				const own = await deps.factors.list(by.session.account);
				return await deps.sessions.elevate(by.token, {
					given: [{ ...proof, factor: id, method, at: clock.now(), isEnrolment: true }],
					held: own.map((factor) => factor.id),
					reachable: reachableAal(own, deps.methods)
				});
			}
			if (!(await deps.sessions.check(by.token))) throw sessionRefusals.required();
			return undefined;
		} catch (error) {
			await removal.undo(by, added);
			throw error;
		}
	};

	const conclude = async (
		by: Enroller,
		{ spent, data }: { spent: Pending; data: ReturnType<typeof read> },
		{ answer, label }: { answer: unknown; label?: string | undefined }
	): Promise<EnrolmentResult> => {
		const method = enrollable(data.method);
		const account = await accountOf(by.session);
		const outcome = await judge(askingOf(by, account, spent), data, answer);
		const { details = {} } = outcome;
		if (!outcome.passed) {
			const { reason } = outcome;
			await record(deps.audit, by.caller, {
				code: 'enrolment.failed',
				account: account.id,
				session: by.session.id,
				details: { method: method.id, reason }
			});
			return { enrolled: false, reason, attemptsLeft: spent.attemptsLeft, details };
		}
		if (!(await pending.take({ id: spent.id, holder: by.session.id }))) throw refuse.gone();

		const factor: Factor = {
			id: newId('fct', random),
			account: account.id,
			method: method.id,
			label: parseLabel(label) ?? data.label ?? outcome.label,
			handle: outcome.handle,
			state: outcome.state,
			version: 0,
			createdAt: clock.now()
		};
		const recoveryCodes = await add(by, factor, outcome);
		const issued = await raise(by, { factor, recoveryCodes }, outcome);
		return {
			enrolled: true,
			factor: viewOf(factor),
			recoveryCodes: recoveryCodes?.codes,
			issued,
			details
		};
	};

	return {
		remove: removal.remove,
		removalRefusal: removal.removalRefusal,

		list: async (account) => (await deps.factors.list(account)).map(viewOf),

		async begin(by, { method: id, label, isConditional = false, given, ...own }) {
			const method = enrollable(id);
			const account = await accountOf(by.session);
			const subject = await subjectOf(account);
			requireRoom(subject.factors, method);
			const begun = {
				id: own.id ?? newId('enr', random),
				expiresAt: new Date(clock.now().getTime() + TIME_TO_LIVE_MS)
			};
			const asking = askingOf(by, account, begun);
			const reason = method.enrolment.whyNot?.({ asking, given });
			if (reason !== undefined) throw refuse.notPossible({ details: { reason } });
			const started = await method.enrolment.begin(subject, { isConditional, asking, given });
			const { prompt, state, errand } = started;
			if (errand) await errands.run(errand);
			await pending.save({
				...begun,
				holder: by.session.id,
				// A code may be mistyped; all else is answered once.
				attemptsLeft: prompt.kind === 'code' ? CODE_ATTEMPTS : 1,
				data: {
					method: id,
					label: parseLabel(label),
					prompt,
					state,
					given,
					errand: errand && awaitedOf(errand)
				}
			});
			return { ...begun, method: id, prompt };
		},

		async again(by, id) {
			const found = await pending.find({ id, holder: by.session.id });
			if (!found || found.attemptsLeft === 0) throw refuse.gone();
			const { method: of, given } = read(found);
			const method = enrollable(of);
			const account = await accountOf(by.session);
			const asking = askingOf(by, account, found);
			if (!method.isSent || method.enrolment.whyNot?.({ asking, given })) throw refuse.gone();
			// Nothing of it is kept but the code: what was begun stays as it is.
			const { errand } = await method.enrolment.begin(await subjectOf(account), { asking, given });
			if (errand) await errands.run(errand);
		},

		async resume({ session }, id) {
			const found = await pending.find({ id, holder: session.id });
			if (!found || found.attemptsLeft === 0) throw refuse.gone();
			const data = read(found);
			const { expiresAt } = found;
			return {
				id: id as EnrolmentId,
				method: data.method,
				prompt: await promptOf(data),
				given: data.given,
				expiresAt
			};
		},

		async finish(by, { id, answer, label }) {
			const ref = { id, holder: by.session.id };
			const waits = await waitingOf(ref);
			if (waits) return { enrolled: false, reason: 'waiting', details: {}, ...waits };
			const spent = await pending.spend(ref);
			if (!spent) throw refuse.gone();
			const data = read(spent);
			try {
				return await conclude(by, { spent, data }, { answer, label });
			} finally {
				await release(data);
			}
		},

		async rename(by, { id, label: input }) {
			const label = parseLabel(input);
			if (!label) throw refuse.labelEmpty();
			const { account, id: session } = by.session;
			return change(by, async ({ factors, audit }) => {
				const factor = (await factors.list(account)).find((each) => each.id === id);
				if (!factor || !(await factors.rename(account, id, label))) throw refuse.factorUnknown();
				const details = { method: factor.method, factor: label, before: factor.label };
				await record(audit, by.caller, { code: 'factor.renamed', account, session, details });
				return viewOf({ ...factor, label });
			});
		},

		replaceRecoveryCodes: (by) =>
			change(by, async ({ factors, audit }) => {
				const own = await factors.list(by.session.account);
				if (!hasSecondStep(own, deps.methods)) throw refuse.secondFactorMissing();
				return (await codes.issue(by, { factors, audit })).codes;
			})
	};
}
