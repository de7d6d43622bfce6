import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

/** The secret travels in a body, never in an address. */
const Given = v.strictObject({ secret: idText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'What a phone that has come by a link is asked to become',
		body: Given,
		refuses: ['phones.link_gone']
	},
	async ({ locals }, { secret }) => locals.app.phones.links.look(secret)
);
