import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import type { RememberedBrowserId } from '#lib/server/core/ids.ts';
import { addable } from '#lib/server/factors/index.ts';
import { endOthersAction } from '#lib/server/http/end-sessions.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { idText } from '#lib/server/http/input.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import { lacksRequiredFactor } from '#lib/server/http/required-factor.ts';
import { rememberedBrowsersOf } from '#lib/server/http/remembered-browsers.ts';
import type { Actions, PageServerLoad } from './$types';

const RECENT = 20;

interface Named {
	readonly method: string;
	readonly label: string;
}

/** What was just added, renamed or removed. No name is in the address: whoever makes a link cannot choose the words. */
async function changedFactor(
	event: RequestEvent,
	factors: readonly (Named & { readonly id: string })[]
): Promise<Named | undefined> {
	const { searchParams } = event.url;
	if (searchParams.get('done') !== 'removed')
		return factors.find(({ id }) => id === searchParams.get('factor'));
	const { account, id } = requireSession(event);
	const events = await event.locals.app.audit.list(account, { limit: RECENT });
	const found = events.find(({ code, session }) => code === 'factor.removed' && session === id);
	const { method, factor: label } = found?.details ?? {};
	return label === undefined ? undefined : { method: String(method), label: String(label) };
}

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const session = requireSession(event);
	const [factors, sessions, rememberedBrowsers] = await Promise.all([
		app.enrolments.list(session.account),
		app.sessions.list(session.account),
		rememberedBrowsersOf(event, session)
	]);
	const { searchParams } = event.url;
	return {
		factors,
		rememberedBrowsers,
		offered: addable(app.methods),
		otherSessions: sessions.length - 1,
		isRecovery: session.isRecovery,
		/** Nothing else opens before there is a second factor. */
		isRequired: await lacksRequiredFactor(app, session),
		/** After "this was not me" in a mail. */
		mustSecure: searchParams.has('secure'),
		/** What was just done, so that the page can say so and offer to end other sessions. */
		done: searchParams.get('done'),
		changed: await changedFactor(event, factors),
		ended: Number(searchParams.get('ended')) || 0,
		signals: await passkeySignals(event),
		now: app.clock.now()
	};
};

const One = v.strictObject({ id: idText });
const Nothing = v.strictObject({});

export const actions: Actions = {
	endOthers: endOthersAction('/security?done=sessions'),

	/** Needs no fresh proof: whoever it is taken from gives a code once more. */
	forget: formAction<RequestEvent, typeof One, never>({ fields: One }, async (event, { id }) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.rememberedBrowsers.forget({ session, caller }, id as RememberedBrowserId);
		redirect(303, '/security?done=forgotten');
	}),

	forgetAll: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { app, caller } = event.locals;
		await app.rememberedBrowsers.forgetAll({ session: requireSession(event), caller });
		redirect(303, '/security?done=forgotten');
	})
};
