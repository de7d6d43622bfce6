import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ token: idText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Stop a recovery by what stands at the end of the link in any mail about it',
		body: Given,
		refuses: ['recovery.gone']
	},
	({ locals: { app, caller } }, { token }) => app.recoveries.stopByLink(token, caller)
);
