import * as v from 'valibot';

import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Incoming } from './api-event.ts';
import { hasRepeatedName } from './repeated-name.ts';

const refuse = defineRefusals('request', {
	malformed: 'invalid',
	notJson: 'invalid',
	tooLarge: 'too-large'
});

/** Which fields are wrong, by name: never their values, which may be secrets. */
function malformed(issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): Error {
	const fields = issues.map((issue) => v.getDotPath(issue)).filter((path) => path !== null);
	return refuse.malformed({ details: { fields: [...new Set(fields)] } });
}

/** The body as text. The server's limit on its size ends in `request.too_large`. */
async function readText(request: Incoming): Promise<string> {
	const body = await request.arrayBuffer().catch((error: unknown) => {
		const status = error instanceof Error && 'status' in error ? error.status : undefined;
		throw status === 413 ? refuse.tooLarge() : refuse.malformed();
	});
	try {
		// A byte order mark stays, and what has one is then no JSON. RFC 8259 §8.1.
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
	} catch {
		throw refuse.malformed();
	}
}

function isOfType(request: Incoming, type: string): boolean {
	const [given = ''] = (request.headers.get('content-type') ?? '').split(';');
	return given.trim().toLowerCase() === type;
}

/** Reads a JSON body as `schema`. Anything but JSON in UTF-8 is refused. */
export async function parseJson<Schema extends v.GenericSchema>(
	schema: Schema,
	request: Incoming
): Promise<v.InferOutput<Schema>> {
	if (!isOfType(request, 'application/json')) throw refuse.notJson();
	const text = await readText(request);
	const result = v.safeParse(schema, readJson(text));
	if (!result.success) throw malformed(result.issues);
	return result.output;
}

function readJson(text: string): unknown {
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		throw refuse.malformed();
	}
	if (hasRepeatedName(text)) throw refuse.malformed();
	return given;
}

/** Far more than any form of ours has; splitting a body into a million fields would stop the process. */
const MOST_FIELDS = 32;

/** The fields of a plain form, which is what ours are. A field that is given twice, or a file, is refused. */
export async function readForm(request: Request): Promise<Readonly<Record<string, string>>> {
	if (!isOfType(request, 'application/x-www-form-urlencoded')) throw refuse.malformed();
	const text = await readText(request);
	if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) throw refuse.malformed();
	requireUtf8(text);
	const fields = [...new URLSearchParams(text)];
	if (new Set(fields.map(([name]) => name)).size < fields.length) throw refuse.malformed();
	return Object.fromEntries(fields);
}

/** `URLSearchParams` puts another character in place of bytes that are no UTF-8, and nobody has typed that. */
function requireUtf8(encoded: string): void {
	try {
		decodeURIComponent(encoded);
	} catch {
		throw refuse.malformed();
	}
}

/** Takes the fields of a form as `schema`. */
export function parseFields<Schema extends v.GenericSchema>(
	schema: Schema,
	fields: Readonly<Record<string, string>>
): v.InferOutput<Schema> {
	const result = v.safeParse(schema, fields);
	if (!result.success) throw malformed(result.issues);
	return result.output;
}
