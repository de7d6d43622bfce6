import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { parseFields, readForm } from './parse.ts';
import { toProblem } from './problem.ts';
import { noteRefusal } from './trace.ts';

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
		let typed: Readonly<Record<string, string>> = {};
		try {
			typed = await readForm(event.request);
			return await handle(event, parseFields(fields, typed));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const kept = Object.entries(typed).filter(([name]) => keeps.includes(name));
			const values: Record<string, string> = Object.fromEntries(kept);
			const problem = toProblem(error);
			noteRefusal(event.locals.trace, problem, error);
			return fail(problem.status, { problem, values });
		}
	};
}
