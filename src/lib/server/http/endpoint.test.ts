import { describe, expect, test } from 'vitest';
import type { RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '../core/refusal.ts';
import { openService } from '../testing.fixture.ts';
import { endpoint } from './endpoint.ts';
import { cookieStore, requestOf } from './event.fixture.ts';
import { formAction } from './form-action.ts';

const Body = v.strictObject({ name: v.string() });
const URLENCODED = 'application/x-www-form-urlencoded';

async function send(body: string, type: string): Promise<RequestEvent> {
	return requestOf(await openService(), cookieStore(), { body, type });
}

describe('an endpoint', () => {
	test('hands the parsed body on and answers what comes back as JSON', async () => {
		const echo = endpoint({ summary: 'x', body: Body }, async (_, given) => ({ given }));
		const response = await echo(await send('{"name":"ada"}', 'application/json'));
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toContain('application/json');
		expect(await response.json()).toEqual({ given: { name: 'ada' } });
	});

	test('answers nothing with 204 and no body', async () => {
		const nothing = endpoint({ summary: 'x' }, async () => undefined);
		const response = await nothing(await send('', 'text/plain'));
		expect([response.status, await response.text()]).toEqual([204, '']);
	});

	test.each([
		['{"name":7}', 'application/json', 'request.malformed'],
		['{"name":"ada","role":"admin"}', 'application/json', 'request.malformed'],
		['name=ada', URLENCODED, 'request.not_json']
	])('does nothing for %j', async (body, type, code) => {
		let calls = 0;
		const handle = endpoint({ summary: 'x', body: Body }, async () => (calls += 1));
		const response = await handle(await send(body, type));
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ code });
		expect(calls).toBe(0);
	});

	test('answers a refusal as a problem, and lets anything else fly', async () => {
		const refuse = endpoint({ summary: 'x' }, async () => {
			throw new Refusal('some.code', 'conflict');
		});
		const response = await refuse(await send('', 'text/plain'));
		expect(response.status).toBe(409);
		expect(response.headers.get('content-type')).toBe('application/problem+json');
		const fail = endpoint({ summary: 'x' }, async () => {
			throw new TypeError('inside');
		});
		await expect(fail(await send('', 'text/plain'))).rejects.toThrow(TypeError);
	});
});

describe('a form action', () => {
	const Fields = v.strictObject({ name: v.string(), password: v.string() });
	const refused = formAction({ fields: Fields, keeps: ['name'] }, async () => {
		throw new Refusal('some.code', 'conflict');
	});

	test('hands the parsed fields on and returns what comes back', async () => {
		const echo = formAction({ fields: Fields }, async (_, given) => given);
		const event = await send('name=ada&password=x', URLENCODED);
		expect(await echo(event)).toEqual({ name: 'ada', password: 'x' });
	});

	test('fails with the problem, and gives back what is to be kept and nothing else', async () => {
		const failure = await refused(await send('name=ada&password=secret', URLENCODED));
		expect(failure).toMatchObject({
			status: 409,
			data: { problem: { code: 'some.code' }, values: { name: 'ada' } }
		});
		expect(JSON.stringify(failure)).not.toContain('secret');
	});

	test('fails with 400 for fields that do not parse, and keeps what was typed', async () => {
		const failure = await refused(await send('name=ada&password=x&role=admin', URLENCODED));
		expect(failure).toMatchObject({
			status: 400,
			data: { problem: { code: 'request.malformed' }, values: { name: 'ada' } }
		});
	});

	test.each([
		['garbage', 'multipart/form-data; boundary=x'],
		['--x\r\ncontent-disposition: form-data; name="na', 'multipart/form-data; boundary=x'],
		['garbage', 'multipart/form-data'],
		['{"name":"ada"}', 'application/json'],
		['garbage', 'text/plain']
	])('fails with 400 for %j as %s, which is no form at all', async (body, type) => {
		const failure = await refused(await send(body, type));
		expect(failure).toMatchObject({
			status: 400,
			data: { problem: { code: 'request.malformed' }, values: {} }
		});
	});

	test('lets what is no refusal fly', async () => {
		const fail = formAction({ fields: Fields }, async () => {
			throw new TypeError('inside');
		});
		await expect(fail(await send('name=ada&password=x', URLENCODED))).rejects.toThrow(TypeError);
	});
});
