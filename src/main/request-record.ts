/**
 * The record of each request: its id, its line in the log and its count.
 *
 * A request that may change something has a line, and so has one that failed by our fault; all others only at the
 * level `debug`, and health checks never. Nothing that a client has chosen is written: templates, not paths.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Random } from '#lib/server/core/random.ts';
import { newTrace, type Trace } from '#lib/server/http/trace.ts';
import type { Log, LogFields, Served } from '#lib/server/telemetry/index.ts';

interface RecordDeps {
	readonly log: Log;
	readonly random: Random;
	readonly onServed: (served: Served) => void;
	/** Whether the peer itself is a proxy that may name the request. */
	readonly isFromProxy: (request: IncomingMessage) => boolean;
}

export interface RequestRecord {
	readonly trace: Trace;
	/** Once the answer has been sent, or the client has left. */
	end(): void;
}

export type BeginRecord = (request: IncomingMessage, response: ServerResponse) => RequestRecord;

const REQUEST_ID = 'x-request-id';
/** What nginx calls a request whose client did not wait for the answer. */
const LEFT = 499;
const MICROSECONDS = 1000;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const HEALTH = new Set(['/healthz', '/readyz']);

function levelOf({ route, method, status }: Served): 'warn' | 'info' | 'debug' | undefined {
	if (HEALTH.has(route)) return undefined;
	if (status >= 500) return 'warn';
	return SAFE.has(method) ? 'debug' : 'info';
}

/** No route took it, and Kit was not asked: a file of the build, or a request that was refused as it came. */
const STATIC = 'static';

export function createRecordOfRequests(deps: RecordDeps): BeginRecord {
	const { log, random, onServed } = deps;

	const write = (trace: Trace, served: Served): void => {
		const level = levelOf(served);
		if (!level) return;
		const { requestId, address, account, session, refused, cause } = trace;
		const { method, route, status, seconds } = served;
		const fields: LogFields = {
			requestId,
			method,
			route,
			status,
			durationMs: Math.round(seconds * 1000 * MICROSECONDS) / MICROSECONDS,
			code: refused?.code,
			account,
			session,
			address,
			error: cause
		};
		log[level]('request', fields);
	};

	return (request, response) => {
		const given = request.headers[REQUEST_ID];
		const isGiven = typeof given === 'string' && deps.isFromProxy(request);
		const trace = newTrace(random, isGiven ? given : undefined);
		const began = performance.now();
		return {
			trace,
			end() {
				const { method = '' } = request;
				const sent = response.headersSent ? response.statusCode : LEFT;
				const served = {
					method: METHODS.has(method) ? method : 'other',
					route: trace.route ?? STATIC,
					status: trace.refused?.status ?? sent,
					seconds: (performance.now() - began) / 1000
				};
				onServed(served);
				write(trace, served);
			}
		};
	};
}
