/** Whom a factor is enrolled for, and whether what they answered adds it. */
import * as v from 'valibot';

import { accountRefusals, type Account } from '#lib/server/accounts/index.ts';
import type {
	Asking,
	Enrolled,
	EnrolmentSubject,
	FactorMethod,
	Failure,
	Prompt
} from '#lib/server/factors/index.ts';
import type { Pending, PendingRef } from '#lib/server/pending/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';
import { EnrolmentData, enrolmentRefusals as refuse } from './enrolment.ts';

type Data = v.InferOutput<typeof EnrolmentData>;

/** The session may have something else pending under this id, such as a challenge. */
export function readEnrolment(found: Pending | undefined): Data {
	const parsed = v.safeParse(EnrolmentData, found?.data);
	if (!parsed.success) throw refuse.gone();
	return parsed.output;
}

/** Who asks for what a pending enrolment sends. */
export function askingOf(
	{ session, caller }: Enroller,
	{ id: account, username, locale, isEmailProven, email }: Account,
	{ id, expiresAt: until }: Pick<Pending, 'id' | 'expiresAt'>
): Asking {
	const asker = { id, holder: session.id };
	const proven = isEmailProven ? email : undefined;
	return { account, username, locale, email: proven, purpose: 'enrolment', caller, asker, until };
}

export function createJudgement(deps: EnrolmentDeps) {
	const { errands, sentCodes } = deps;

	const enrollable = (id: string): Required<Pick<FactorMethod, 'enrolment'>> & FactorMethod => {
		const method = deps.methods.find((candidate) => candidate.id === id);
		if (!method?.enrolment || method.isOff) throw refuse.methodUnknown();
		return { ...method, enrolment: method.enrolment };
	};

	const accountOf = async ({ account }: Pick<Session, 'account'>): Promise<Account> => {
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

	/** What came of what was done outside: a code that was sent is compared with what was typed. */
	const resultOf = async (asking: Asking, { method, errand }: Data, answer: unknown) => {
		if (enrollable(method).isSent) return sentCodes.judge({ ...asking, method }, answer);
		return errand && (await errands.resultOf(errand));
	};

	/** Only once what came of it is kept: whoever is at its other end looks what that is as soon as it is gone. */
	const release = async ({ errand }: Data): Promise<void> => {
		if (errand) await errands.drop(errand);
	};

	const judge = async (
		asking: Asking,
		data: Data,
		answer: unknown
	): Promise<Enrolled | Failure> => {
		const result = await resultOf(asking, data, answer);
		const subject = await subjectOf(await accountOf(asking));
		return enrollable(data.method).enrolment.finish(subject, data.state, answer, result);
	};

	/** What to ask as things stand: with a result there may be something else to ask. */
	const promptOf = async ({ method, prompt, state, errand }: Data) => {
		const result = errand && (await errands.resultOf(errand));
		const asked = result !== undefined && enrollable(method).enrolment.promptFor?.(state, result);
		return asked || (prompt as Prompt);
	};

	/** Set while there is nothing to judge: then nothing is spent. */
	const waitingOf = async (ref: PendingRef) => {
		const found = await deps.pending.find(ref);
		// What is something else has no attempt to lose here.
		if (found) readEnrolment(found);
		// Out of attempts it is over, and no answer is waited for.
		const errand = found && found.attemptsLeft > 0 ? readEnrolment(found).errand : undefined;
		if (!errand || (await errands.resultOf(errand)) !== undefined) return undefined;
		return { attemptsLeft: found?.attemptsLeft ?? 0 };
	};

	return { enrollable, accountOf, subjectOf, promptOf, waitingOf, judge, release };
}
