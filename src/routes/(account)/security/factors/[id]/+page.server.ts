import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import type { FactorId } from '#lib/server/core/ids.ts';
import { enrolmentRefusals } from '#lib/server/enrolment/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Label = v.strictObject({ label: shortText });
const Nothing = v.strictObject({});

/** Factors that are neither renamed nor removed like the others. */
const OWN_PAGES: Readonly<Record<string, string>> = {
	passwords: '/security/password',
	'recovery-codes': '/security/recovery-codes'
};

const here = ({ params }: { params: { id: string } }): string => `/security/factors/${params.id}`;

export const load: PageServerLoad = async (event) => {
	const { session } = await freshOrStepUp(event, 'change-factors');
	const factors = await event.locals.app.enrolments.list(session.account);
	const factor = factors.find(({ id }) => id === event.params.id);
	if (!factor) throw enrolmentRefusals.factorUnknown();
	const page = OWN_PAGES[factor.method];
	if (page) redirect(303, page);
	const { clock, enrolments, methods } = event.locals.app;
	const others = factors.filter(({ id }) => id !== factor.id);
	return {
		factor,
		isLastSecondFactor: !hasSecondFactor(others, methods),
		/** The code of what stands in the way of removing it. */
		obstacle: await enrolments.removalRefusal(session.account, factor.id),
		now: clock.now()
	};
};

export const actions: Actions = {
	rename: formAction<RequestEvent, typeof Label, never>(
		{ fields: Label, keeps: ['label'] },
		async (event, given) => {
			const by = await freshOrStepUp(event, 'change-factors', here(event));
			const id = event.params.id as FactorId;
			await event.locals.app.enrolments.rename(by, { id, ...given });
			redirect(303, `/security?done=renamed&factor=${id}`);
		}
	),
	remove: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const by = await freshOrStepUp(event, 'change-factors', here(event));
		await event.locals.app.enrolments.remove(by, event.params.id as FactorId);
		redirect(303, '/security?done=removed');
	})
};
