import * as v from 'valibot';

import { defineRefusals } from '#lib/server/core/refusal.ts';

const refuse = defineRefusals('request', { malformed: 'invalid', notJson: 'invalid' });

/** Which fields are wrong, by name: never their values, which may be secrets. */
function malformed(issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): Error {
	const fields = issues.map((issue) => v.getDotPath(issue)).filter((path) => path !== null);
	return refuse.malformed({ details: { fields: [...new Set(fields)] } });
}

/** Reads a JSON body as `schema`. Anything but JSON in UTF-8 is refused. */
export async function parseJson<Schema extends v.GenericSchema>(
	schema: Schema,
	request: Request
): Promise<v.InferOutput<Schema>> {
	const [type] = (request.headers.get('content-type') ?? '').split(';');
	if (type?.trim().toLowerCase() !== 'application/json') throw refuse.notJson();
	const result = v.safeParse(schema, readJson(await request.arrayBuffer()));
	if (!result.success) throw malformed(result.issues);
	return result.output;
}

function readJson(body: ArrayBuffer): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
	} catch {
		throw refuse.malformed();
	}
}

/** Reads a form as `schema`. A field that is given twice, or a file, is refused. */
export async function parseForm<Schema extends v.GenericSchema>(
	schema: Schema,
	request: Request
): Promise<v.InferOutput<Schema>> {
	const fields = [...(await request.formData().catch(() => new FormData()))];
	const names = new Set(fields.map(([name]) => name));
	if (names.size < fields.length || fields.some(([, value]) => typeof value !== 'string'))
		throw refuse.malformed();
	const result = v.safeParse(schema, Object.fromEntries(fields));
	if (!result.success) throw malformed(result.issues);
	return result.output;
}
