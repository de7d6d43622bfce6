import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';

import { Refusal } from '../core/refusal.ts';
import { passwordText, shortText, webauthnAnswer } from './input.ts';
import { parseFields, parseJson, readForm } from './parse.ts';

const Fields = v.strictObject({
	name: shortText,
	password: v.optional(passwordText),
	answer: v.optional(webauthnAnswer)
});
const URL_HERE = 'https://id.example.org/api';

const request = (body: string | Uint8Array<ArrayBuffer> | FormData, type?: string): Request =>
	new Request(URL_HERE, {
		method: 'POST',
		body,
		...(type !== undefined && { headers: { 'content-type': type } })
	});

async function outcome(work: Promise<unknown>) {
	try {
		return { parsed: await work };
	} catch (error) {
		if (error instanceof Refusal) return { code: error.code, details: error.details };
		throw error;
	}
}

const json = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
	outcome(parseJson(Fields, request(body, type)));

describe('a JSON body', () => {
	test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON '])(
		'is read when it is said to be %j',
		async (type) => {
			expect(await json('{"name":"ada"}', type)).toEqual({ parsed: { name: 'ada' } });
		}
	);

	test.each([
		'',
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data',
		'application/jsonp',
		'application/problem+json',
		'text/plain; application/json',
		'application/json, text/plain'
	])('is refused when it is said to be %j', async (type) => {
		expect(await json('{"name":"ada"}', type)).toMatchObject({ code: 'request.not_json' });
	});

	test.each([
		'',
		' ',
		'{',
		'nul',
		'{"name":"ada"}}',
		"{'name':'ada'}",
		'{"name":"ada",}',
		'NaN',
		'[[['.repeat(1000),
		'\ufffe{"name":"ada"}'
	])('is refused as %j', async (body) => {
		expect(await json(body)).toMatchObject({ code: 'request.malformed' });
	});

	test.each([[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x92], [0xc0, 0x80]])(
		'is refused with bytes that are not UTF-8',
		async (...bytes) => {
			const body = new Uint8Array([...Buffer.from('{"name":"'), ...bytes, ...Buffer.from('"}')]);
			expect(await json(body)).toMatchObject({ code: 'request.malformed' });
		}
	);

	test.each(['null', '[]', '"ada"', '7', 'true', '{}', '{"name":null}', '{"name":["ada"]}'])(
		'is refused as %j',
		async (body) => {
			expect(await json(body)).toMatchObject({ code: 'request.malformed' });
		}
	);

	test('is refused with what is too long, and names the field and not its value', async () => {
		const secret = 's'.repeat(3000);
		const refused = await json(JSON.stringify({ name: 'ada', password: secret }));
		expect(refused).toEqual({ code: 'request.malformed', details: { fields: ['password'] } });
		expect(await json(JSON.stringify({ name: 'x'.repeat(500_000) }))).toMatchObject({
			details: { fields: ['name'] }
		});
	});

	test.each(['role', 'constructor', 'toString', '__proto__', 'hasOwnProperty', ''])(
		'is refused with the unknown member %j',
		async (member) => {
			expect(await json(`{"name":"ada","${member}":{"role":"admin"}}`)).toMatchObject({
				code: 'request.malformed'
			});
		}
	);

	test('changes no prototype by what it holds, however deep', async () => {
		const answer = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
		const { parsed } = (await json(`{"name":"ada","answer":${answer}}`)) as { parsed?: object };
		expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
		const given = (parsed as { answer?: { isAdmin?: boolean } } | undefined)?.answer;
		expect(given?.isAdmin).toBeUndefined();
	});

	test('of nested arrays is refused without a crash', async () => {
		const deep = '['.repeat(100_000) + ']'.repeat(100_000);
		expect(await json(deep)).toMatchObject({ code: 'request.malformed' });
	});
});

describe('a form', () => {
	const form = (body: string | FormData, type?: string) =>
		outcome(readForm(request(body, type)).then((fields) => parseFields(Fields, fields)));
	const URLENCODED = 'application/x-www-form-urlencoded';

	test('is read as browsers send it', async () => {
		const parsed = { name: 'ada', password: 'a b' };
		expect(await form('name=ada&password=a+b', URLENCODED)).toEqual({ parsed });
	});

	test('of very many fields is refused before it is taken apart', async () => {
		for (const body of ['a&'.repeat(33), 'a&'.repeat(30_000), `name=ada${'&'.repeat(40)}`])
			expect(await form(body, URLENCODED)).toMatchObject({ code: 'request.malformed' });
	});

	test('is refused with a field that comes twice', async () => {
		for (const body of ['name=ada&name=eve', 'name=ada&name=ada', 'name=ada&%6eame=eve'])
			expect(await form(body, URLENCODED)).toMatchObject({ code: 'request.malformed' });
	});

	test.each(['%ff', '%c3%28', '%ed%a0%80', '%f0%9f%92', '%e2&x=%82', '%c0%80', '%', '%4', '%zz'])(
		'is refused with %j, which says no text',
		async (typed) => {
			for (const body of [`name=${typed}`, `${typed}=ada`])
				expect(await form(body, URLENCODED)).toEqual({ code: 'request.malformed', details: {} });
		}
	);

	test('is refused with a file', async () => {
		const data = new FormData();
		data.append('name', new Blob(['ada'], { type: 'text/plain' }));
		expect(await form(data)).toMatchObject({ code: 'request.malformed' });
	});

	test.each(['', 'role=admin', 'name=ada&role=admin', 'name=ada&__proto__=x', 'name=ada&=x'])(
		'is refused as %j',
		async (body) => {
			expect(await form(body, URLENCODED)).toMatchObject({ code: 'request.malformed' });
		}
	);

	test.each([
		'text/plain',
		'application/json',
		'multipart/form-data',
		'multipart/form-data; boundary=x'
	])('that is none, but is said to be %j, is refused', async (type) => {
		expect(await form('name=ada', type)).toMatchObject({ code: 'request.malformed' });
	});
});

describe('whatever bytes arrive', () => {
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.json().map((text) => new TextEncoder().encode(text)),
		fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text))
	);
	const body = bytes.map((each) => new Uint8Array(each));

	test('JSON is taken as the schema says, or refused', async () => {
		await fc.assert(
			fc.asyncProperty(body, async (given) => {
				const { parsed, code } = await outcome(
					parseJson(Fields, request(given, 'application/json'))
				);
				if (parsed === undefined) expect(code).toBe('request.malformed');
				else expect(v.is(Fields, parsed)).toBe(true);
			})
		);
	});

	test('a form is plain fields, each once, or refused', async () => {
		const pair = fc.tuple(
			fc.oneof(fc.constantFrom('name', '__proto__', 'constructor', 'a[b]', ''), fc.string()),
			fc.string()
		);
		await fc.assert(
			fc.asyncProperty(fc.array(pair, { maxLength: 40 }), async (pairs) => {
				const text = new URLSearchParams(pairs).toString();
				const type = 'application/x-www-form-urlencoded';
				const { parsed, code } = await outcome(readForm(request(text, type)));
				const given = [...new URLSearchParams(text)];
				const isPlain =
					text.split('&').length <= 32 &&
					new Set(given.map(([name]) => name)).size === given.length;
				if (!isPlain) return void expect(code).toBe('request.malformed');
				expect(Object.entries(parsed ?? {}).sort()).toEqual(given.sort());
				expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
			})
		);
	});
});
