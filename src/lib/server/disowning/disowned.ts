import * as v from 'valibot';

import type { NewAuditEvent } from '#lib/server/audit/index.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

export const DISOWNABLE_FOR_MS = 7 * 24 * 60 * 60_000;

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

const instant = v.pipe(
	v.union([v.date(), v.string()]),
	v.transform((at) => new Date(at))
);

/** What one link stands for, as JSON. */
export const Disownable = v.object({
	account: text<AccountId>(),
	/** Those that did it; where none is known, it may have been any. */
	sessions: v.array(text<SessionId>()),
	/** The browser that became known by it. */
	knownBrowser: v.optional(v.string()),
	happenings: v.array(
		v.object({
			code: text<NewAuditEvent['code']>(),
			details: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))
		})
	),
	at: instant,
	address: v.string(),
	userAgent: v.string()
});

export type Disownable = v.InferOutput<typeof Disownable>;

export const disowningRefusals = defineRefusals('disowning', {
	/** Unknown, used or too old. */
	gone: 'expired'
});
