import * as v from 'valibot';

import { addable } from '#lib/server/factors/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});
const PATH = '/security/recovery-codes';

export const load: PageServerLoad = async (event) => {
	const { session } = await freshOrStepUp(event, 'change-factors', PATH);
	const factors = await event.locals.app.enrolments.list(session.account);
	const set = factors.find(({ method }) => method === 'recovery-codes');
	return {
		/** Undefined where there is no set yet. */
		left: set && Number(set.details['left'] ?? 0),
		offered: addable(event.locals.app.methods),
		hasSecondFactor: hasSecondFactor(factors, event.locals.app.methods),
		now: event.locals.app.clock.now()
	};
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, { recoveryCodes: readonly string[] }>(
		{ fields: Nothing },
		async (event) => {
			const by = await freshOrStepUp(event, 'change-factors', PATH);
			return { recoveryCodes: await event.locals.app.enrolments.replaceRecoveryCodes(by) };
		}
	)
};
