import * as v from 'valibot';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { Approvals } from '#lib/server/approvals/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Factor, FactorStore } from '#lib/server/factors/index.ts';
import { PHONES, questionOf, type PhonesDeps } from '#lib/server/factors/phones/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { phoneRefusals as refuse } from './refusals.ts';

/** A request for this is good for nothing else. */
const PURPOSE = 'test';
/** For so long the page can say what came of it. */
const KEPT_MS = 10 * 60_000;

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

const Held = v.object({
	purpose: v.literal('phone-test'),
	request: text<ApprovalId>(),
	number: v.string(),
	answerUntil: v.number(),
	/** Once it was seen. */
	answer: v.optional(v.string()),
	answeredAt: v.optional(v.number())
});

type Held = v.InferOutput<typeof Held>;

const RESULTS = {
	approved: 'worked',
	declined: 'declined',
	'wrong-number': 'wrong_number',
	disowned: 'disowned',
	withdrawn: 'no_answer',
	expired: 'no_answer'
} as const;

/** A harmless question to one phone, and what became of it. */
export interface PhoneTest {
	readonly number: string;
	readonly expiresAt: Date;
	/** Absent while nobody has answered. */
	readonly result?: (typeof RESULTS)[keyof typeof RESULTS];
	readonly answeredAt?: Date;
}

export interface PhoneTests {
	/** Asks anew; counted as any request is. Refuses `phones.unknown` and `throttling.wait`. */
	begin(id: string, by: { session: Session; caller: Caller }): Promise<PhoneTest>;
	/** The last one of this session, if there is one. Refuses `phones.unknown`. */
	find(id: string, session: Session): Promise<PhoneTest | undefined>;
	/** The phone of this session's account. Refuses `phones.unknown`. */
	phone(id: string, session: Session): Promise<Factor>;
}

interface Deps extends PhonesDeps {
	readonly approvals: Approvals;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly pending: PendingStore;
	readonly throttle: Pick<Throttle, 'admit'>;
}

const viewOf = ({ number, answerUntil, answer, answeredAt }: Held): PhoneTest => ({
	number,
	expiresAt: new Date(answerUntil),
	...(answer !== undefined && { result: RESULTS[answer as keyof typeof RESULTS] }),
	...(answeredAt !== undefined && { answeredAt: new Date(answeredAt) })
});

export function createPhoneTests(deps: Deps): PhoneTests {
	const { clock, approvals, pending } = deps;
	const refOf = (id: string, { id: holder }: Session) => ({ id: `phone-test/${id}`, holder });

	const phone: PhoneTests['phone'] = async (id, { account }) => {
		const found = (await deps.factors.list(account)).find((factor) => factor.id === id);
		if (found?.method !== PHONES) throw refuse.unknown();
		return found;
	};

	const held = async (id: string, session: Session): Promise<Held | undefined> => {
		const found = v.safeParse(Held, (await pending.find(refOf(id, session)))?.data);
		return found.success ? found.output : undefined;
	};

	const keep = (id: string, session: Session, data: Held) =>
		pending.save({
			...refOf(id, session),
			attemptsLeft: 1,
			expiresAt: new Date(clock.now().getTime() + KEPT_MS),
			data
		});

	return {
		phone,

		async begin(id, { session, caller }) {
			const factor = await phone(id, session);
			const account = await deps.accounts.find(session.account);
			if (!account) throw refuse.unknown();
			await deps.throttle.admit('errand', { caller, account: account.id });
			// One at a time: the one before is over.
			const before = await held(id, session);
			if (before && before.answer === undefined) await approvals.withdraw(before.request);
			const { username, locale } = account;
			const asker = { id: refOf(id, session).id, holder: session.id };
			const until = new Date(clock.now().getTime() + KEPT_MS);
			const who = { account: account.id, username, locale, purpose: PURPOSE, caller, asker, until };
			const question = questionOf(who, deps);
			await approvals.open({ ...question, phone: factor.id });
			const { number } = question.document;
			const answerUntil = question.expiresAt.getTime();
			const begun: Held = { purpose: 'phone-test', request: question.id, number, answerUntil };
			await keep(id, session, begun);
			return viewOf(begun);
		},

		async find(id, session) {
			await phone(id, session);
			const found = await held(id, session);
			if (!found || found.answer !== undefined) return found && viewOf(found);
			const result = await approvals.resultOf(found.request);
			if (!result) return viewOf(found);
			// Kept, since the request itself is forgotten soon.
			const answered = { answer: result.answer, answeredAt: clock.now().getTime() };
			await keep(id, session, { ...found, ...answered });
			return viewOf({ ...found, ...answered });
		}
	};
}
