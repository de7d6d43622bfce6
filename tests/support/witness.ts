/**
 * Loaded into a server under test: notes every secret that a client sends to it or gets from it, in a file in its
 * folder, so that what it prints can be searched for them. No test has to say which secrets it uses.
 */
import { appendFileSync } from 'node:fs';
import { IncomingMessage, ServerResponse } from 'node:http';

type Kinds = Readonly<Record<string, string>>;

const FILE = 'secrets-seen.jsonl';
const LARGEST = 256 * 1024;

/** Fields of what is sent that hold a secret, and what to call it. */
const SENT: Kinds = {
	password: 'password',
	current: 'password',
	answer: 'code',
	code: 'code',
	invitation: 'invitation'
};

/** Fields of what is answered. */
const ANSWERED: Kinds = {
	secret: 'TOTP secret',
	uri: 'TOTP secret',
	recoveryCodes: 'recovery code',
	codes: 'recovery code',
	link: 'link'
};

/** Secrets by where they stand in a page, a link or a path. */
const PATTERNS: readonly [string, RegExp][] = [
	['invitation', /[?&]invitation=([\w-]{16,})/g],
	['invitation', /name="invitation"[^>]*value="([\w-]{16,})"/g],
	// An id that is tried there is no secret.
	['not-me token', /\/not-me\/(?![a-z]{3}_)([\w-]{16,})/g],
	['link that stops a recovery', /\/recover\/stop\/rec_[\w-]{22}\.([\w-]{16,})/g],
	['key of an application', /\b(lka_[\w-]{43})\b/g],
	['TOTP secret', /\bsecret=([A-Z2-7]{16,})/g],
	['recovery code', /\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3,})\b/g]
];

const noted = new Set<string>();

function note(kind: string, value: unknown): void {
	for (const each of [value].flat()) {
		if (typeof each !== 'string' || noted.has(each)) continue;
		noted.add(each);
		appendFileSync(FILE, `${JSON.stringify([kind, each])}\n`);
	}
}

function noteCookies(text: string): void {
	for (const pair of text.split(';')) {
		const [name = '', ...value] = pair.trim().split('=');
		note(`cookie ${name}`, value.join('='));
	}
}

/** However deep they are: an attack may send a body that no stack could follow. */
function noteFields(given: unknown, kinds: Kinds): void {
	const left = [given];
	while (left.length > 0) {
		const value = left.pop();
		if (typeof value !== 'object' || value === null) continue;
		for (const [name, each] of Object.entries(value)) {
			const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
			if (kind !== undefined) note(kind, each);
			left.push(each);
		}
	}
}

function noteText(text: string): void {
	for (const [kind, pattern] of PATTERNS)
		for (const [, found] of text.matchAll(pattern)) note(kind, found);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// It is no JSON, whatever it says: then it has no fields.
		return undefined;
	}
}

function noteBody(body: { readonly text: string; readonly type: string }, kinds: Kinds): void {
	const { text, type } = body;
	noteText(text);
	if (type.includes('json')) noteFields(parsed(text), kinds);
	if (type.includes('urlencoded')) noteFields(Object.fromEntries(new URLSearchParams(text)), kinds);
	for (const [, name = '', value] of text.matchAll(/name="(\w+)"\r\n\r\n([^\r]*)\r\n/g))
		noteFields({ [name]: value }, kinds);
}

/** The first part of what passes through a stream. */
const passing = new WeakMap<object, Buffer[]>();

function keep(stream: object, chunk: unknown): void {
	if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
	const parts = passing.get(stream) ?? [];
	passing.set(stream, parts);
	const size = parts.reduce((sum, part) => sum + part.length, 0);
	if (size < LARGEST) parts.push(Buffer.from(chunk as string));
}

const kept = (stream: object): string => Buffer.concat(passing.get(stream) ?? []).toString('utf8');

const { emit } = IncomingMessage.prototype;

IncomingMessage.prototype.emit = function (event: string | symbol, ...given: unknown[]) {
	// Noted before the server has it.
	if (event === 'data') {
		keep(this, given[0]);
		noteBody({ text: kept(this), type: this.headers['content-type'] ?? '' }, SENT);
	}
	return emit.call(this, event, ...given);
};

function noteAnswer(response: ServerResponse): void {
	const { headers, url = '' } = response.req;
	const {
		'set-cookie': set = [],
		location = '',
		'content-type': type = ''
	} = response.getHeaders();
	noteCookies(headers.cookie ?? '');
	noteText(headers.authorization ?? '');
	noteText(url);
	noteText(String(location));
	for (const cookie of [set].flat()) noteCookies(String(cookie).split(';', 1)[0] ?? '');
	if (/json|html/.test(String(type)))
		noteBody({ text: kept(response), type: String(type) }, ANSWERED);
}

const { write, end } = ServerResponse.prototype;

ServerResponse.prototype.write = function (...given: unknown[]) {
	keep(this, given[0]);
	return write.apply(this, given as Parameters<typeof write>);
};

ServerResponse.prototype.end = function (...given: unknown[]) {
	keep(this, given[0]);
	// Before the client can have it: what follows may be a kill.
	noteAnswer(this as ServerResponse);
	return end.apply(this, given as Parameters<typeof end>);
};
