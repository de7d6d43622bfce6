import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import { passwordText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ current: v.optional(passwordText), next: passwordText });
const refuses = ['sessions.required', 'step-up-required'];

export const PUT = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Set or change your password; every other session ends',
		body: Given,
		refuses: [...refuses, 'passwords.current_wrong', 'passwords.not_allowed']
	},
	async (event, given) => {
		const by = await requireFresh(event, 'change-password');
		const issued = await event.locals.app.passwordChanges.change(by, given);
		if (issued) await acceptSession(event, issued);
	}
);

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Go without a password, when a passkey remains',
		refuses: [...refuses, 'passwords.not_set', 'enrolment.last_way_in']
	},
	async (event) => {
		const by = await requireFresh(event, 'change-password');
		return event.locals.app.passwordChanges.remove(by);
	}
);
