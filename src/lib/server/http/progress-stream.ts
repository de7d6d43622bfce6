/**
 * Tells a waiting browser as soon as there is an answer, by server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { RequestEvent } from '@sveltejs/kit';

import { addressKey } from '#lib/server/throttling/index.ts';
import { endpoint, type EndpointSpec } from './endpoint.ts';
import { attemptOf } from './guard.ts';

export type Progress = 'waiting' | 'answered' | 'none';
type Look = () => Promise<Progress>;
type Told = Progress | 'moved';

const LOOK_EVERY_MS = 700;
/** A little longer than anything waits. */
const LONGEST_MS = 130_000;
/** Above this many in one process, browsers ask from time to time instead. */
const MOST_STREAMS = 500;
/** So many of one browser for one thing: a few tabs, but never the room of everybody else. */
const MOST_OF_ONE = 3;
/** So many from one address, where many people may sit: whoever has many browsers there leaves room for the rest. */
const MOST_FROM_ONE = 100;
/** Those that know nothing else of us come again after so long. */
const COME_AGAIN_MS = 1000;

interface Waiting {
	/** One browser, or one session, at one thing. */
	readonly whose: string;
	/** As addresses are budgeted. */
	readonly from: string;
}

interface Watch {
	readonly look: () => Promise<Told>;
	readonly waiting: Waiting;
}

/** What ends each stream that is open, and whose it is. */
const open = new Map<() => void, Waiting>();
let isLeaving = false;

/** The process is about to end: whoever waits is sent elsewhere, and nobody waits here any more. */
export function endStreams(): void {
	isLeaving = true;
	for (const leave of [...open.keys()]) leave();
}

function hasRoomFor(one: Waiting): boolean {
	if (isLeaving || open.size >= MOST_STREAMS) return false;
	const all = [...open.values()];
	const own = all.filter(({ whose }) => whose === one.whose);
	const near = all.filter(({ from }) => from === one.from);
	return own.length < MOST_OF_ONE && near.length < MOST_FROM_ONE;
}

function waitingOf(event: RequestEvent): Waiting {
	const { session, caller } = event.locals;
	return {
		whose: `${session?.id ?? attemptOf(event).holder} ${event.url.pathname}`,
		from: addressKey(caller.address)
	};
}

/** A stream ends with the session that has opened it; one that goes on by another secret asks anew. ASVS 5.0 7.4.1. */
function whileSignedIn({ cookies, locals }: RequestEvent, look: Look): () => Promise<Told> {
	const { app, session } = locals;
	const token = session && app.cookies.sessionToken(cookies);
	if (token === undefined) return look;
	return async () => ((await app.sessions.check(token)) ? look() : 'moved');
}

/** Each look asks the store, so that it does not matter which process the answer came to. */
function progressStream({ look, waiting }: Watch): Response {
	const encoder = new TextEncoder();
	let timer: NodeJS.Timeout | undefined;
	let leave = (): void => undefined;
	const end = () => {
		open.delete(leave);
		clearTimeout(timer);
	};

	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			let left = Math.ceil(LONGEST_MS / LOOK_EVERY_MS);
			const say = (event: string) => controller.enqueue(encoder.encode(`${event}\ndata:\n\n`));
			const finish = (event: string) => {
				if (!open.has(leave)) return;
				say(event);
				end();
				controller.close();
			};
			const turn = async () => {
				// What cannot be found out is for the page to ask.
				const progress = await look().catch(() => 'none' as const);
				left -= 1;
				if (!open.has(leave)) return;
				if (progress === 'moved') return leave();
				if (progress !== 'waiting' || left <= 0) return finish(`event: ${progress}`);
				timer = setTimeout(() => void turn(), LOOK_EVERY_MS);
			};
			leave = () => finish(`retry: ${COME_AGAIN_MS}\nevent: moved`);
			open.set(leave, waiting);
			say('event: waiting');
			void turn();
		},
		cancel: end
	});
	return new Response(body, {
		headers: {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			// A proxy that collects would hold it back.
			'x-accel-buffering': 'no'
		}
	});
}

/** What is looked at is refused as by any endpoint; then it is told as it happens. */
export function streamEndpoint<Event extends RequestEvent>(
	{ refuses }: Pick<EndpointSpec, 'refuses'>,
	lookerFor: (event: Event) => Look | Promise<Look>
): ((event: Event) => Promise<Response>) & { readonly spec: EndpointSpec } {
	// Made while the call is answered, when there is also what a client carries in place of cookies.
	const watches = new WeakMap<Request, Watch>();
	const first = endpoint<Event>(
		{
			summary:
				'The same as it happens, as server-sent events; 204 where there is no room for one more',
			...(refuses && { refuses })
		},
		async (event) => {
			const look = await lookerFor(event);
			await look();
			watches.set(event.request, { look: whileSignedIn(event, look), waiting: waitingOf(event) });
		}
	);
	const respond = async (event: Event): Promise<Response> => {
		const looked = await first(event);
		const watch = watches.get(event.request);
		if (looked.status !== 204 || !watch || !hasRoomFor(watch.waiting)) return looked;
		return progressStream(watch);
	};
	return Object.assign(respond, { spec: first.spec });
}
