import * as v from 'valibot';

import { Outcome } from '#lib/server/approvals/index.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Factor } from '../factor.ts';
import type { FactorMethod, Failure, Verified } from '../method.ts';
import type { PhonesDeps } from './deps.ts';
import { questionOf } from './question.ts';
import { afterApproval, failed, phoneOf } from './state.ts';

const Asked = v.object({
	request: v.custom<ApprovalId>((input) => typeof input === 'string'),
	/** What it was asked for; what was approved for another purpose is worth nothing. */
	purpose: v.optional(v.string())
});

const Result = v.union([Outcome, v.object({ answer: v.literal('expired') })]);

const REASONS = {
	declined: 'declined',
	'wrong-number': 'wrong_number',
	disowned: 'disowned',
	withdrawn: 'expired',
	expired: 'expired'
} as const;

/** Approving on a phone. What was signed is judged in `phones/`, when it comes; what it is worth, here. */
export function createVerification(deps: PhonesDeps): FactorMethod['verification'] {
	return {
		reachesOut: true,

		async begin(factors, { asking }) {
			if (!asking) throw new Error('A phone shows who asks.');
			const approval = questionOf(asking, deps);
			const { id, document, expiresAt } = approval;
			return {
				prompt: {
					kind: 'approval',
					number: document.number,
					expiresAt: expiresAt.toISOString(),
					phones: factors.map(({ label }) => label)
				},
				state: { request: id, purpose: document.purpose },
				errand: { kind: 'approval', id, approval }
			};
		},

		async finish(factors, stored, _answer, given) {
			const asked = v.safeParse(Asked, stored);
			const result = v.safeParse(Result, given);
			// Nobody has asked, or this was answered before.
			if (!asked.success || !result.success) return failed('not_asked');
			const { output } = result;
			if (output.answer !== 'approved') return refused(output.answer);
			if (!isAnswerTo(asked.output, output)) return failed('not_asked');
			// A phone that was removed meanwhile approves nothing.
			const factor = factors.find(({ id }) => id === output.factor);
			return factor ? verified(factor, asked.output.request, output) : failed('unknown_phone');
		}
	};
}

function refused(answer: keyof typeof REASONS): Failure {
	const failure = failed(REASONS[answer]);
	const isOnRecord = answer !== 'withdrawn' && answer !== 'expired';
	return isOnRecord ? { ...failure, isOnRecord } : failure;
}

function isAnswerTo(
	{ request, purpose }: v.InferOutput<typeof Asked>,
	{ receipt }: Outcome
): boolean {
	const document = receipt?.document;
	return document?.request === request && (purpose ?? document.purpose) === document.purpose;
}

function verified(
	factor: Factor,
	request: ApprovalId,
	{ isUserVerified = false, key = 'swk', counter, receipt }: Outcome
): Verified | Failure {
	const phone = phoneOf(factor);
	if (phone.lastRequest === request) return failed('reused');
	return {
		passed: true,
		factor,
		state: afterApproval(phone, { request, counter }),
		...(receipt && { receipt: { id: request, receipt } }),
		proof: {
			authenticator: isUserVerified ? 'multi-factor-approval' : 'single-factor-approval',
			key
		}
	};
}
