/**
 * Enrolment: adding, naming and removing factors.
 *
 * This module owns what is pending while a factor is added and the rule that nobody removes their last
 * way in. How a factor works is the business of `factors/method.ts`. Callers ask policy first.
 */
import * as v from 'valibot';

import { accountRefusals, type Account } from '#lib/server/accounts/index.ts';
import { newId, type AccountId, type EnrolmentId, type FactorId } from '#lib/server/core/ids.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import type {
	Enrolled,
	EnrolmentSubject,
	Factor,
	FactorMethod,
	Prompt
} from '#lib/server/factors/index.ts';
import type { Pending, PendingRef } from '#lib/server/pending/index.ts';
import { hasSecondFactor, reachableAal } from '#lib/server/policy/index.ts';
import { sessionRefusals, type Session } from '#lib/server/sessions/index.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';
import {
	EnrolmentData,
	enrolmentRefusals as refuse,
	type BegunEnrolment,
	type EnrolmentResult,
	type FactorView
} from './enrolment.ts';
import { createRecoveryCodeSets } from './recovery-code-sets.ts';
import { createRemoval, type Added } from './removal.ts';

const TIME_TO_LIVE_MS = 10 * 60_000;
const CODE_ATTEMPTS = 10;
const MAX_PER_METHOD = 20;

export interface Enrolments {
	list(account: AccountId): Promise<FactorView[]>;
	/** Refuses `enrolment.method_unknown` and `enrolment.too_many`. */
	begin(
		by: Enroller,
		what: {
			method: string;
			label?: string | undefined;
			isConditional?: boolean;
			/** Its own, where there is one at a time. */
			id?: EnrolmentId;
		}
	): Promise<BegunEnrolment>;
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

	const enrollable = (id: string): Required<Pick<FactorMethod, 'enrolment'>> & FactorMethod => {
		const method = deps.methods.find((candidate) => candidate.id === id);
		if (!method?.enrolment) throw refuse.methodUnknown();
		return { ...method, enrolment: method.enrolment };
	};

	/** The session may have something else pending under this id, such as a challenge. */
	const read = (found: Pending | undefined): v.InferOutput<typeof EnrolmentData> => {
		const parsed = v.safeParse(EnrolmentData, found?.data);
		if (!parsed.success) throw refuse.gone();
		return parsed.output;
	};

	const viewOf = (factor: Factor): FactorView => {
		const { id, method, label, createdAt, lastUsedAt } = factor;
		const details = deps.methods.find((each) => each.id === method)?.view(factor) ?? {};
		return { id, method, label, createdAt, lastUsedAt, details };
	};

	const requireRoom = (own: readonly Factor[], id: string): void => {
		if (own.filter(({ method }) => method === id).length >= MAX_PER_METHOD) throw refuse.tooMany();
	};

	const accountOf = async ({ account }: Session): Promise<Account> => {
		const found = await deps.accounts.find(account);
		if (found?.status !== 'active') throw accountRefusals.disabled();
		return found;
	};

	const subjectOf = async (account: Account): Promise<EnrolmentSubject> => ({
		account: account.id,
		username: account.username,
		displayName: account.displayName ?? account.username,
		userHandle: account.userHandle,
		factors: await deps.factors.list(account.id)
	});

	const judge = async (
		subject: EnrolmentSubject,
		{ method, state, errand }: v.InferOutput<typeof EnrolmentData>,
		answer: unknown
	) => {
		const result = errand && (await errands.resultOf(errand));
		if (errand) await errands.drop(errand);
		return enrollable(method).enrolment.finish(subject, state, answer, result);
	};

	/** What to ask as things stand: with a result there may be something else to ask. */
	const promptOf = async ({
		method,
		prompt,
		state,
		errand
	}: v.InferOutput<typeof EnrolmentData>) => {
		const result = errand && (await errands.resultOf(errand));
		const asked = result !== undefined && enrollable(method).enrolment.promptFor?.(state, result);
		return asked || (prompt as Prompt);
	};

	/** Set while there is nothing to judge: then nothing is spent. */
	const waitingOf = async (ref: PendingRef) => {
		const found = await pending.find(ref);
		// What is something else has no attempt to lose here.
		if (found) read(found);
		// Out of attempts it is over, and no answer is waited for.
		const errand = found && found.attemptsLeft > 0 ? read(found).errand : undefined;
		if (!errand || (await errands.resultOf(errand)) !== undefined) return undefined;
		return { attemptsLeft: found?.attemptsLeft ?? 0 };
	};

	const add = (by: Enroller, factor: Factor, outcome: Enrolled) =>
		change(by, async ({ factors, audit }) => {
			const before = await factors.list(factor.account);
			requireRoom(before, factor.method);
			if (!(await factors.add(factor))) throw refuse.alreadyEnrolled();
			await record(audit, by.caller, {
				code: 'factor.enrolled',
				account: factor.account,
				session: by.session.id,
				details: { method: factor.method, factor: factor.label, ...outcome.details }
			});
			const isFirst = !hasSecondFactor(before, deps.methods);
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
					given: [{ ...proof, factor: id, method, at: clock.now() }],
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

	return {
		remove: removal.remove,
		removalRefusal: removal.removalRefusal,

		list: async (account) => (await deps.factors.list(account)).map(viewOf),

		async begin({ session }, { method: id, label, isConditional = false, ...given }) {
			const method = enrollable(id);
			const subject = await subjectOf(await accountOf(session));
			requireRoom(subject.factors, id);
			const started = await method.enrolment.begin(subject, { isConditional });
			const { prompt, state, errand } = started;
			if (errand) await errands.run(errand);
			const begun = {
				id: given.id ?? newId('enr', random),
				expiresAt: new Date(clock.now().getTime() + TIME_TO_LIVE_MS)
			};
			await pending.save({
				...begun,
				holder: session.id,
				// A code may be mistyped; all else is answered once.
				attemptsLeft: prompt.kind === 'code' ? CODE_ATTEMPTS : 1,
				data: {
					method: id,
					label: parseLabel(label),
					prompt,
					state,
					errand: errand && { kind: errand.kind, id: errand.id }
				}
			});
			return { ...begun, method: id, prompt };
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
			const method = enrollable(data.method);
			const account = await accountOf(by.session);
			const outcome = await judge(await subjectOf(account), data, answer);
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
			if (!(await pending.take(ref))) throw refuse.gone();

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
				if (!hasSecondFactor(own, deps.methods)) throw refuse.secondFactorMissing();
				return (await codes.issue(by, { factors, audit })).codes;
			})
	};
}
