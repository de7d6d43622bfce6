import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';

/** An identifier may be given and changes nothing: the options must not tell whether it exists. */
const Given = v.strictObject({ identifier: v.optional(shortText) });

export const POST = endpoint<ApiEvent, typeof Given>(
	{ summary: 'Begin signing in with a passkey', body: Given },
	async (event) => event.locals.app.signIn.beginPasskey(attemptOf(event))
);
