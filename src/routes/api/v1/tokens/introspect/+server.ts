import * as v from 'valibot';

import { applicationEndpoint } from '#lib/server/http/application-call.ts';
import { accessTokenText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ token: accessTokenText });

export const POST = applicationEndpoint<RequestEvent, typeof Given>(
	{ summary: 'Whether an access token is good and its session lives, for an API', body: Given },
	({ locals: { app, caller } }, { token }) => app.openId.introspect(token, caller)
);
