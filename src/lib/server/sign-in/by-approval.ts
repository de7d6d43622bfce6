import * as v from 'valibot';

import type { Account } from '#lib/server/accounts/index.ts';
import { Outcome } from '#lib/server/approvals/index.ts';
import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';
import type { Failure, Verified } from '#lib/server/factors/index.ts';
import type { Lifetime } from '#lib/server/sessions/index.ts';
import { signInRefusals, type Attempt, type SignedIn } from './attempt.ts';
import type { SignInDeps, Steps } from './steps.ts';

const METHOD = 'phones';

/** What such requests are for: one for anything else signs nobody in. */
export const PHONE_SIGN_IN = 'phone-sign-in';
export const BACKCHANNEL_SIGN_IN = 'backchannel-sign-in';

/** What a phone was asked, without any proof before it, and what it has answered. */
export interface ApprovedAlone {
	readonly account: AccountId;
	/** The account's when the phone was asked. */
	readonly generation: number;
	readonly request: ApprovalId;
	readonly result: unknown;
	readonly lifetime: Lifetime;
	/** Unset, at a computer that has shown a picture. */
	readonly purpose?: typeof PHONE_SIGN_IN | typeof BACKCHANNEL_SIGN_IN;
}

export type ByApproval =
	| { readonly verified: true; readonly issued: SignedIn }
	| { readonly verified: false; readonly reason: string };

const Answered = v.union([Outcome, v.object({ answer: v.literal('expired') })]);

/** Whether the phone has signed exactly this: what it approved for another purpose is worth nothing here. */
function isAnswerTo({ request, result, purpose = PHONE_SIGN_IN }: ApprovedAlone): boolean {
	const given = v.safeParse(Answered, result);
	if (!given.success) return false;
	if (given.output.answer !== 'approved') return true;
	const document = given.output.receipt?.document;
	return document?.request === request && document.purpose === purpose;
}

/** One factor alone opens nothing: the phone has to have verified who holds it. */
const isTwo = (outcome: Verified | Failure): boolean =>
	outcome.passed && outcome.proof.authenticator === 'multi-factor-approval';

/** Of the account or of the phone, and so for the audit log alone. */
const UNTOLD: readonly string[] = ['no_account', 'unknown_phone'];

/**
 * Signs in by a phone alone. The answers say what became of the request, and nothing of the account: where that does
 * not open, or the phone is no longer its own, it refuses as every way in does. ASVS 5.0 6.3.8
 */
export function createByApproval(deps: SignInDeps & { readonly steps: Steps }) {
	const { steps, throttle } = deps;
	const { verification } = steps.method(METHOD);

	const judge = async (given: ApprovedAlone, account: Account | undefined) => {
		if (!isAnswerTo(given)) return { passed: false, reason: 'not_asked' } as const;
		const own = (await deps.factors.list(given.account)).filter(({ method }) => method === METHOD);
		const { request, result, purpose = PHONE_SIGN_IN } = given;
		const outcome = await verification.finish(own, { request, purpose }, '', result);
		// What became of the request comes first: one that was declined is told alike of any account.
		if (!outcome.passed) return outcome;
		if (account?.status !== 'active' || account.generation !== given.generation)
			return { passed: false, reason: 'no_account' } as const;
		return isTwo(outcome) ? outcome : ({ passed: false, reason: 'not_verified' } as const);
	};

	return async (given: ApprovedAlone, attempt: Attempt): Promise<ByApproval> => {
		const account = await deps.accounts.find(given.account);
		const kept = await deps.keep(await judge(given, account), attempt.caller);
		if (!account || !kept.passed) {
			const { reason } = kept.passed ? { reason: 'no_account' } : kept;
			await steps.fail(attempt, { account: account?.id, method: METHOD, reason });
			if (UNTOLD.includes(reason)) throw signInRefusals.notAccepted();
			return { verified: false, reason };
		}
		const pool = await steps.poolOf(attempt, account.id);
		const context = { proofs: [steps.proofOf(kept)], lifetime: given.lifetime };
		const issued = await steps.signIn(account, context, attempt);
		await throttle.signedIn({ account: account.id, pool });
		return { verified: true, issued };
	};
}
