import * as v from 'valibot';

import type { FactorId } from '#lib/server/core/ids.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ label: shortText });
const refuses = ['sessions.required', 'step-up-required', 'enrolment.factor_unknown'];

export const PATCH = endpoint<RequestEvent, typeof Given>(
	{ summary: 'Rename a factor', body: Given, refuses: [...refuses, 'enrolment.label_empty'] },
	async (event, { label }) => {
		const by = await requireFresh(event, 'change-factors');
		return event.locals.app.enrolments.rename(by, { id: event.params.id as FactorId, label });
	}
);

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Remove a factor',
		refuses: [...refuses, 'enrolment.last_way_in', 'enrolment.password_too_short_alone']
	},
	async (event) => {
		const by = await requireFresh(event, 'change-factors');
		return event.locals.app.enrolments.remove(by, event.params.id as FactorId);
	}
);
