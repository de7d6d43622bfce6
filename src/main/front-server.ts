/**
 * The front server: the one HTTP listener of the process.
 *
 * It decides what is answered before Kit, tells Kit which origin it serves, and ends without
 * cutting a request off. What a request means is the business of those it calls.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server as Listener, type AddressInfo } from 'node:net';
import { setImmediate as checkPhase } from 'node:timers/promises';

import type { Reply } from '#lib/server/http/reply.ts';
import { keepTrace, type Trace } from '#lib/server/http/trace.ts';

import type { CrossOrigin } from './cross-origin.ts';
import { BODY_LIMIT } from './incoming.ts';
import { createReplies } from './reply.ts';
import { createRebuff, failureOf, refusalOf } from './refuse.ts';
import type { BeginRecord } from './request-record.ts';

const SECOND = 1000;
const DRAIN_LIMIT_MS = 10 * SECOND;
/** What was sent before the listener closed may be on its way on a connection that looks idle. */
const LAST_REQUESTS_MS = 250;
/** How many may wait to be accepted; Node's own default. */
const BACKLOG = 511;

/** Headers that only the front server fills; see `describeOriginToKit`. */
const PROTOCOL_HEADER = 'x-latchkey-protocol';
const HOST_HEADER = 'x-latchkey-host';
const ADDRESS_HEADER = 'x-latchkey-address';

/** What is answered before Kit. A path that ends in a slash takes everything below it. */
export interface FrontRoute {
	readonly path: string;
	/** Takes requests of this method only; Kit gets the others. */
	readonly method?: string;
	/** Where the path is a template: which targets it takes, query and all. */
	readonly target?: RegExp;
	/** Which requests Kit gets all the same. */
	readonly isLeft?: (request: IncomingMessage) => boolean;
	readonly answer: (request: IncomingMessage, trace: Trace) => Reply | Promise<Reply>;
}

export type Kit = (
	request: IncomingMessage,
	response: ServerResponse,
	trace: Trace
) => void | Promise<void>;

export interface FrontServer {
	/** Rejects with the system's error, such as `EADDRINUSE`. */
	listen(port: number, host: string): Promise<AddressInfo>;
	/** From now on each connection closes after its next answer, so that clients go elsewhere. */
	leave(): void;
	/** Takes no new request and resolves when those under way are answered, or after ten seconds. */
	drain(): Promise<void>;
}

interface FrontServerDeps {
	readonly origin: string;
	readonly clientAddress: (request: IncomingMessage) => string;
	readonly beginRecord: BeginRecord;
	/** Headers of every answer that does not set them itself. */
	readonly headers: Readonly<Record<string, string>>;
	readonly routes: readonly FrontRoute[];
	/** Absent where no other page may call. */
	readonly crossOrigin?: CrossOrigin;
	readonly kit: Kit;
	readonly onError: (error: unknown, trace: Trace) => void;
}

const limits = {
	headersTimeout: 10 * SECOND,
	requestTimeout: 30 * SECOND,
	// Longer than the minute that proxies keep a connection, so that they close it first.
	keepAliveTimeout: 65 * SECOND,
	connectionsCheckingInterval: 5 * SECOND,
	maxHeaderSize: 16 * 1024
};

/** Makes Kit's adapter take the origin and the client's address from the private headers. It must run before Kit is loaded. */
export function describeOriginToKit(environment: NodeJS.ProcessEnv): void {
	environment['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
	environment['HOST_HEADER'] = HOST_HEADER;
	environment['ADDRESS_HEADER'] = ADDRESS_HEADER;
	environment['BODY_SIZE_LIMIT'] = String(BODY_LIMIT);
	// An inherited one would let a request name its own port.
	for (const name of ['PORT_HEADER', 'ORIGIN']) delete environment[name];
}

interface Asked {
	readonly method: string;
	readonly url: string;
	readonly path: string;
}

function takes(route: FrontRoute, { method, url, path }: Asked): boolean {
	if (route.method !== undefined && route.method !== method) return false;
	if (route.target) return route.target.test(url);
	return route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path;
}

export function createFrontServer(deps: FrontServerDeps): FrontServer {
	const { origin, routes, kit, onError, crossOrigin } = deps;
	const { protocol, host } = new URL(origin);
	const replies = createReplies(deps.headers);
	let isDraining = false;

	/** Where nothing of ours takes it, Kit does. */
	const ownReply = (request: IncomingMessage, trace: Trace): Reply | Promise<Reply> | undefined => {
		const refused = refusalOf(request) ?? crossOrigin?.preflight(request);
		if (refused) return refused;
		const { url = '', method = '' } = request;
		const end = url.indexOf('?');
		const path = end < 0 ? url : url.slice(0, end);
		const route = routes.find((each) => takes(each, { method, url, path }));
		if (!route || route.isLeft?.(request)) return undefined;
		trace.route = route.path;
		return route.answer(request, trace);
	};

	const passToKit: Kit = (request, response, trace) => {
		const { headers } = request;
		// Overwritten, so that what the client sent under these names is gone.
		headers[PROTOCOL_HEADER] = protocol.slice(0, -1);
		headers[HOST_HEADER] = host;
		headers[ADDRESS_HEADER] = trace.address;
		keepTrace(request, trace);
		replies.prepare(response, trace);
		return kit(request, response, trace);
	};

	const answer: Kit = async (request, response, trace) => {
		try {
			trace.address = deps.clientAddress(request);
			crossOrigin?.prepare(request, response);
			const reply = await ownReply(request, trace);
			if (reply) replies.send(response, reply, trace);
			else await passToKit(request, response, trace);
		} catch (error) {
			onError(error, trace);
			if (response.headersSent) response.destroy();
			else replies.send(response, failureOf(trace), trace);
		}
	};

	const server = createServer(limits, (request, response) => {
		const { trace, end } = deps.beginRecord(request, response);
		response.on('close', () => {
			end();
			// A connection counts as idle only after its response has closed.
			if (isDraining) setImmediate(() => server.closeIdleConnections());
		});
		void answer(request, response, trace);
	});
	server.maxHeadersCount = 100;
	const rebuff = createRebuff(deps.headers);
	server.on('clientError', rebuff.error);
	server.on('connect', (_, socket) => rebuff.connect(socket));

	/**
	 * The system resets whoever has connected and waits to be accepted when the listener closes; after a busy
	 * moment that may be many. Each turn of the loop, from one check phase to the next, accepts at least one.
	 */
	const acceptWaiting = async (): Promise<void> => {
		let isAccepting = true;
		const accepted = () => void (isAccepting = true);
		server.on('connection', accepted);
		for (let turns = 0; isAccepting && turns < BACKLOG; turns += 1) {
			isAccepting = false;
			await checkPhase();
			await checkPhase();
		}
		server.off('connection', accepted);
	};

	return {
		listen: (port, address) =>
			new Promise((resolve, reject) => {
				server.once('error', reject);
				server.listen(port, address, BACKLOG, () => resolve(server.address() as AddressInfo));
			}),
		leave: replies.closeConnections,
		async drain() {
			replies.closeConnections();
			await acceptWaiting();
			await new Promise<void>((resolve) => {
				const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
				const silent = setTimeout(() => {
					isDraining = true;
					server.closeIdleConnections();
				}, LAST_REQUESTS_MS);
				// The HTTP server's own close would cut connections that have just been accepted.
				Listener.prototype.close.call(server, () => {
					clearTimeout(limit);
					clearTimeout(silent);
					resolve();
				});
			});
		}
	};
}
