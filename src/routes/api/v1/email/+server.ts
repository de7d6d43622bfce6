import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireEnroller, requireFresh } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	/** Without it, the address that the account has. */
	email: v.optional(shortText)
});

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Have a code sent to your e-mail address, or to a new one',
		body: Given,
		refuses: [
			'sessions.required',
			'step-up-required',
			'accounts.email_not_allowed',
			'email_proofs.already_proven',
			'email_proofs.no_mail',
			'email_proofs.too_many'
		]
	},
	async (event, { email }) => {
		const isChange = email !== undefined;
		const by = isChange ? await requireFresh(event, 'change-email') : requireEnroller(event);
		const { id, expiresAt } = await event.locals.app.emailProofs.begin(by, email);
		return { id, expiresAt };
	}
);
