import type { Approvals } from '#lib/server/approvals/index.ts';
import type { ApprovalId } from '#lib/server/core/ids.ts';
import type { Errands } from '#lib/server/factors/index.ts';
import type { Links } from './links.ts';

/** What methods want done with phones. */
export function createErrands({
	approvals,
	links
}: {
	readonly approvals: Approvals;
	readonly links: Links;
}): Errands {
	return {
		run: (errand) =>
			errand.kind === 'approval' ? approvals.open(errand.approval) : links.open(errand.link),

		resultOf: ({ kind, id }) =>
			kind === 'approval' ? approvals.resultOf(id as ApprovalId) : links.arrivalOf(id),

		drop: ({ kind, id }) =>
			kind === 'approval' ? approvals.withdraw(id as ApprovalId) : links.close(id)
	};
}
