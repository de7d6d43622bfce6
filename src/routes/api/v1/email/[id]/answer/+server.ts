import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireEnroller } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ answer: shortText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Answer with the code that came by mail; the address is then yours to sign in with',
		body: Given,
		refuses: ['sessions.required', 'email_proofs.gone', 'email_proofs.taken']
	},
	async (event, { answer }) => {
		const { emailProofs } = event.locals.app;
		return emailProofs.answer(requireEnroller(event), { id: event.params.id, answer });
	}
);
