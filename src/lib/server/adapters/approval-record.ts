import { createHash } from 'node:crypto';

import * as v from 'valibot';

import { Outcome, type Approval } from '#lib/server/approvals/index.ts';
import type { AccountId, ApplicationId, ApprovalId, FactorId } from '#lib/server/core/ids.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';

/** For so long who waits can learn what came of a request. */
const KEPT_MS = 60_000;

/** A request as stores keep it: dated in the clear, the rest sealed. */
export interface ApprovalRecord {
	readonly answerUntil: number;
	readonly expiresAt: number;
	readonly data: string;
	readonly outcome: string | null;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const approvalKey = (id: ApprovalId): string => digest(`approval ${id}`);
/** A copy of the store does not say whose requests they are. */
export const ownerKey = (account: AccountId): string => digest(`approvals of ${account}`);

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

const Data = v.object({
	id: text<ApprovalId>(),
	account: text<AccountId>(),
	phone: v.optional(text<FactorId>()),
	document: v.custom<Approval['document']>((input) => typeof input === 'object'),
	numbers: v.array(v.string()),
	asker: v.optional(v.object({ id: v.string(), holder: v.string() })),
	application: v.optional(text<ApplicationId>())
});

export function createApprovalRecords(sealer: Sealer) {
	const place = (row: string, column: 'data' | 'outcome') => ({ table: 'approval', column, row });

	return {
		toRecord({ expiresAt, ...data }: Approval): ApprovalRecord {
			const at = expiresAt.getTime();
			return {
				answerUntil: at,
				expiresAt: at + KEPT_MS,
				data: sealer.sealJson(data, place(approvalKey(data.id), 'data')),
				outcome: null
			};
		},

		sealOutcome: (id: ApprovalId, outcome: Outcome): string =>
			sealer.sealJson(outcome, place(approvalKey(id), 'outcome')),

		toApproval(key: string, { answerUntil, data, outcome }: ApprovalRecord) {
			const opened = v.parse(Data, sealer.openJson(data, place(key, 'data')));
			return {
				...opened,
				expiresAt: new Date(answerUntil),
				...(outcome !== null && {
					outcome: v.parse(Outcome, sealer.openJson(outcome, place(key, 'outcome')))
				})
			};
		}
	};
}
