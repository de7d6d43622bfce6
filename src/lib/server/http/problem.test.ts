import { describe, expect, test } from 'vitest';

import { Refusal, type RefusalKind } from '../core/refusal.ts';
import { addTotp, enroller, member, signedIn } from '../people.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';
import { asProblem, problemResponse, toProblem } from './problem.ts';

const statuses: [RefusalKind, number][] = [
	['invalid', 400],
	['unauthenticated', 401],
	['step-up-required', 401],
	['forbidden', 403],
	['not-found', 404],
	['conflict', 409],
	['expired', 410],
	['throttled', 429],
	['unavailable', 503]
];

test.each(statuses)('%s is %i, as problem details', async (kind, status) => {
	const response = problemResponse(toProblem(new Refusal('some.code', kind)), 'request-1');
	expect(response.status).toBe(status);
	expect(response.headers.get('content-type')).toBe('application/problem+json');
	expect(await response.json()).toEqual({
		status,
		type: 'urn:latchkey:problem:some.code',
		code: 'some.code',
		title: 'some.code',
		requestId: 'request-1'
	});
});

test('a refusal of the framework is told in the words of the API, and says which methods there are', async () => {
	const given = new Response('PUT method not allowed', { status: 405, headers: { allow: 'GET' } });
	const response = asProblem(given, 'r1');
	expect(response.status).toBe(405);
	expect(response.headers.get('allow')).toBe('GET');
	expect(response.headers.get('content-type')).toBe('application/problem+json');
	expect(await response.json()).toMatchObject({
		code: 'request.method_not_allowed',
		requestId: 'r1'
	});
	const bug = asProblem(new Response('x', { status: 500 }), 'r2');
	expect(await bug.json()).toMatchObject({ code: 'internal', requestId: 'r2' });
});

test('what a route has answered stays as it is', () => {
	const refused = problemResponse(toProblem(new Refusal('some.code', 'conflict')), 'r1');
	for (const response of [refused, Response.json([]), new Response(undefined, { status: 204 })])
		expect(asProblem(response, 'r2')).toBe(response);
});

test('an outage says when to come back', () => {
	const response = problemResponse(
		toProblem(new Refusal('stores.unavailable', 'unavailable')),
		'request-1'
	);
	expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
});

test('what is no refusal is internal, and its words stay inside', () => {
	for (const error of [new Error('secret'), 'secret', undefined, { message: 'secret' }]) {
		const problem = toProblem(error);
		expect(problem).toMatchObject({ status: 500, code: 'internal' });
		expect(JSON.stringify(problem)).not.toContain('secret');
	}
});

test('details are told, and can pose as nothing else', () => {
	const details = { fields: ['name'], status: 200, code: 'fine', type: 'x', title: 'x' };
	const problem = toProblem(new Refusal('some.code', 'invalid', { details }));
	expect(problem).toMatchObject({ status: 400, code: 'some.code', fields: ['name'] });
	expect(problem.type).toBe('urn:latchkey:problem:some.code');
});

describe('a step-up', () => {
	test('is asked for with the challenge to answer, and with RFC 9470’s error', async () => {
		const service = await openService();
		const ada = await member(service);
		await addTotp(service, await signedIn(service));
		const refused = await service.stepUp
			.require('change-factors', ada.session)
			.catch((error: unknown) => error);
		const response = problemResponse(toProblem(refused), 'request-1');
		expect(response.status).toBe(401);
		expect(response.headers.get('www-authenticate')).toContain(
			'error="insufficient_user_authentication"'
		);
		const body = (await response.json()) as { challenge: { id: string } };
		expect(body).toMatchObject({
			code: 'step-up-required',
			challenge: { methods: ['totp', 'recovery-codes'] }
		});
		const ref = { id: body.challenge.id as never, holder: ada.session.id };
		expect(await service.challenges.get(ref)).toBeDefined();
		expect(JSON.stringify(body)).not.toContain(ada.account);
		expect(await refusal(service.enrolments.resume(enroller(ada), 'x'))).toBe('enrolment.gone');
	});
});
