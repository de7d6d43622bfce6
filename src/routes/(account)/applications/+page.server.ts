import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { idText } from '#lib/server/http/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const One = v.strictObject({ asker: idText });

/** What was just turned off or on again, by its name; none where the address names nothing of this account's. */
function turnedIn({ searchParams }: URL, askers: readonly { id: string; name: string }[]) {
	for (const to of ['off', 'on'] as const) {
		const asker = askers.find(({ id }) => id === searchParams.get(`turned-${to}`));
		if (asker) return { to, name: asker.name };
	}
	return undefined;
}

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const { account } = requireSession(event);
	const ended = event.url.searchParams.get('taken-back');
	const askers = await app.askers.list(account);
	return {
		applications: await app.consents.list(account),
		askers,
		/** The name of the one that was just taken back. */
		ended: ended === null ? undefined : app.clients.find(ended)?.name,
		turned: turnedIn(event.url, askers),
		now: app.clock.now()
	};
};

export const actions: Actions = {
	turnOff: formAction<RequestEvent, typeof One, never>(
		{ fields: One },
		async (event, { asker }) => {
			const { app, caller } = event.locals;
			await app.askers.turnOff({ session: requireSession(event), caller }, asker);
			redirect(303, `/applications?turned-off=${encodeURIComponent(asker)}`);
		}
	),

	turnOn: formAction<RequestEvent, typeof One, never>({ fields: One }, async (event, { asker }) => {
		const { app, caller } = event.locals;
		await app.askers.turnOn({ session: requireSession(event), caller }, asker);
		redirect(303, `/applications?turned-on=${encodeURIComponent(asker)}`);
	})
};
