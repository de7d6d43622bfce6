/** The sites that a proxy protects, as JSON. */
import * as v from 'valibot';

import { Sites } from '#lib/server/forward-auth/index.ts';
import { text } from './values.ts';

function parsed(value: string): unknown {
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return undefined;
	}
}

/** All that is wrong, each with its place: nobody has to start as often as there are mistakes. */
export const sites = v.pipe(
	text,
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const given = parsed(dataset.value);
		if (given === undefined) {
			addIssue({ message: 'must be JSON' });
			return NEVER;
		}
		const { issues, output, success } = v.safeParse(Sites, given);
		if (success) return output;
		const places = issues.map((issue) => {
			const place = v.getDotPath(issue) ?? 'the whole';
			return `at ${place}: ${issue.type === 'strict_object' ? 'is missing, or no such thing' : issue.message}`;
		});
		addIssue({ message: `is not usable ${places.join('; ')}` });
		return NEVER;
	})
);
