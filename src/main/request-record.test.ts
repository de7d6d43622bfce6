import type { IncomingMessage, ServerResponse } from 'node:http';

import { expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { toProblem } from '#lib/server/http/problem.ts';
import { noteRefusal, noteSession, type Trace } from '#lib/server/http/trace.ts';
import { createLog, type LogLevel, type Served } from '#lib/server/telemetry/index.ts';

import { createRecordOfRequests } from './request-record.ts';

interface Asked {
	readonly method?: string;
	readonly given?: string | string[];
	readonly isFromProxy?: boolean;
	readonly level?: LogLevel;
	readonly status?: number;
	/** The client left before there was an answer. */
	readonly hasLeft?: boolean;
}

/** One request that is answered, after `during` has had its trace. */
function answer(asked: Asked, during: (trace: Trace) => void = () => undefined) {
	const { method = 'POST', given, isFromProxy = false, status = 200, level = 'debug' } = asked;
	const lines: Record<string, unknown>[] = [];
	const counted: Served[] = [];
	const begin = createRecordOfRequests({
		log: createLog({
			clock: systemClock,
			level,
			write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>)
		}),
		random: secureRandom,
		onServed: (served) => void counted.push(served),
		isFromProxy: () => isFromProxy
	});
	const response = { headersSent: asked.hasLeft !== true, statusCode: status };
	const request = { method, headers: { 'x-request-id': given } };
	const { trace, end } = begin(
		request as unknown as IncomingMessage,
		response as unknown as ServerResponse
	);
	during(trace);
	end();
	return { trace, lines, counted };
}

test('a request has an id of ours, in its line', () => {
	const { trace, lines } = answer({ given: 'chosen-by-a-client' });
	expect(trace.requestId).toMatch(/^[\w-]{12}$/);
	expect(lines[0]).toMatchObject({ requestId: trace.requestId });
});

test.each([
	['0f8fad5bd9cb469fa165', true],
	['9b2f6c1e-3f6d-4c0e-9d57-0a1b2c3d4e5f', true],
	['short', false],
	['x'.repeat(65), false],
	['white space', false],
	['{"event":"forged"}', false],
	[['several-ids', 'several-ids'], false]
])('a proxy that is trusted may name it %j: %s', (given, isTaken) => {
	const { trace } = answer({ given, isFromProxy: true });
	expect(trace.requestId === given).toBe(isTaken);
});

test.each<[string, number, LogLevel]>([
	['POST', 200, 'info'],
	['DELETE', 404, 'info'],
	['GET', 200, 'debug'],
	['GET', 404, 'debug'],
	['GET', 503, 'warn'],
	['POST', 500, 'warn']
])('%s with %i is logged at %s', (method, status, level) => {
	expect(answer({ method, status }).lines).toMatchObject([{ event: 'request', level, status }]);
	expect(answer({ method, status, level: 'error' }).lines).toEqual([]);
});

test.each(['/healthz', '/readyz'])('%s is counted and not logged, even when it fails', (route) => {
	const { lines, counted } = answer({ method: 'GET', status: 503 }, (t) => void (t.route = route));
	expect(lines).toEqual([]);
	expect(counted).toMatchObject([{ route, status: 503 }]);
});

test('a line says who asked for what, by ids and by the template', () => {
	const { lines } = answer({ status: 204 }, (trace) => {
		trace.route = '/sessions/[id]';
		trace.address = '192.0.2.1';
		noteSession(trace, { id: 'ses_1', account: 'acc_1' });
	});
	expect(lines[0]).toMatchObject({
		method: 'POST',
		route: '/sessions/[id]',
		status: 204,
		account: 'acc_1',
		session: 'ses_1',
		address: '192.0.2.1'
	});
	expect(lines[0]?.['durationMs']).toBeGreaterThanOrEqual(0);
});

test('a form that was refused is counted by its refusal, though its answer is a 200', () => {
	const away = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
	const { lines, counted } = answer({ status: 200 }, (trace) => {
		const error = new Refusal('stores.unavailable', 'unavailable', { cause: away });
		noteRefusal(trace, toProblem(error), error);
	});
	expect(counted).toMatchObject([{ status: 503 }]);
	expect(lines[0]).toMatchObject({ code: 'stores.unavailable', error: { code: 'ECONNREFUSED' } });
});

test('a client that leaves early is a 499, and a method of its own invention is counted as other', () => {
	const { counted } = answer({ method: 'PURGE', hasLeft: true });
	expect(counted).toMatchObject([{ method: 'other', status: 499, route: 'static' }]);
});
