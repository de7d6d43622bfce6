import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { parseForm } from './parse.ts';
import { toProblem } from './problem.ts';

interface FormSpec<Schema extends v.GenericSchema> {
	readonly fields: Schema;
	/** Fields that come back with a refusal, so that nobody types them again. Never a secret. */
	readonly keeps?: readonly string[];
}

/** One form action: parses the fields, and turns a refusal into a failure that the page shows. */
export function formAction<Event extends RequestEvent, Schema extends v.GenericSchema, Answer>(
	{ fields, keeps = [] }: FormSpec<Schema>,
	handle: (event: Event, given: v.InferOutput<Schema>) => Promise<Answer>
) {
	return async (event: Event) => {
		const copy = event.request.clone();
		try {
			return await handle(event, await parseForm(fields, event.request));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			// What was refused may be no form at all.
			const typed = [...(await copy.formData().catch(() => new FormData()))].filter(
				(field): field is [string, string] => typeof field[1] === 'string'
			);
			const values = Object.fromEntries(typed.filter(([name]) => keeps.includes(name)));
			const problem = toProblem(error);
			return fail(problem.status, { problem, values });
		}
	};
}
