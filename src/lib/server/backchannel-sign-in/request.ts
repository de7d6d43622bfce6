import * as v from 'valibot';

import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';

const text = <Kind extends string>() =>
	v.custom<Kind>((input) => typeof input === 'string') satisfies v.GenericSchema;

/** What an application finds by the id that it was given. */
export const Asked = v.object({
	request: text<ApprovalId>(),
	account: text<AccountId>(),
	/** The account's when its phones were asked. */
	generation: v.number(),
	/** What people know the application by. */
	application: v.string(),
	lifetime: v.picklist(['brief', 'lasting'])
});

/** What is found by the request that a phone has answered. */
export const Asker = v.object({
	client: v.string(),
	/** What the application calls it, and the token that it wants to be told with. */
	ping: v.optional(v.object({ id: v.string(), token: v.string() }))
});

export type Asked = v.InferOutput<typeof Asked>;
export type Asker = v.InferOutput<typeof Asker>;
