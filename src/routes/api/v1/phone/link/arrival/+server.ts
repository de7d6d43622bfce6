import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText, shortText } from '#lib/server/http/input.ts';
import { ArrivalGiven } from '#lib/server/phones/index.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ ...ArrivalGiven.entries, secret: idText, label: shortText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Send the keys of a phone that has come by a link; one phone comes by one link',
		body: Given,
		refuses: ['phones.link_gone', 'phones.not_accepted']
	},
	async ({ locals }, { secret, ...given }) => locals.app.phones.links.arrive(secret, given)
);
