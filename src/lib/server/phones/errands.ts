import type { Approvals } from '#lib/server/approvals/index.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Errands } from '#lib/server/factors/index.ts';
import type { SentCodes } from '#lib/server/sent-codes/index.ts';
import type { Links } from './links.ts';

/** What methods want done: phones asked and linked, codes sent. */
export function createErrands({
	approvals,
	links,
	sentCodes
}: {
	readonly approvals: Approvals;
	readonly links: Links;
	readonly sentCodes: Pick<SentCodes, 'send'>;
}): Errands {
	return {
		run(errand) {
			if (errand.kind === 'code') return sentCodes.send(errand.code);
			return errand.kind === 'approval' ? approvals.open(errand.approval) : links.open(errand.link);
		},

		resultOf: ({ kind, id }) =>
			kind === 'approval' ? approvals.resultOf(id as ApprovalId) : links.arrivalOf(id),

		drop: ({ kind, id }) =>
			kind === 'approval' ? approvals.withdraw(id as ApprovalId) : links.close(id),

		dropAsked: (by) => approvals.withdrawAll(by)
	};
}
