import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ secret: idText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Whether the signed-in browser has still to compare the words',
		body: Given
	},
	async ({ locals }, { secret }) => ({
		isWaiting: await locals.app.phones.links.isWaiting(secret)
	})
);
