/**
 * Tells a waiting browser as soon as there is an answer, by server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { RequestEvent } from '@sveltejs/kit';

import { endpoint, type EndpointSpec } from './endpoint.ts';
import { attemptOf } from './guard.ts';

export type Progress = 'waiting' | 'answered' | 'none';
type Look = () => Promise<Progress>;

const LOOK_EVERY_MS = 700;
/** A little longer than anything waits. */
const LONGEST_MS = 130_000;
/** Above this many in one process, browsers ask from time to time instead. */
const MOST_STREAMS = 500;
/** So many of one browser for one thing: a few tabs, but never the room of everybody else. */
const MOST_OF_ONE = 3;
/** Those that know nothing else of us come again after so long. */
const COME_AGAIN_MS = 1000;

/** What ends each stream that is open, and whose it is. */
const open = new Map<() => void, string>();
let isLeaving = false;

/** The process is about to end: whoever waits is sent elsewhere, and nobody waits here any more. */
export function endStreams(): void {
	isLeaving = true;
	for (const leave of [...open.keys()]) leave();
}

function hasRoomFor(whose: string): boolean {
	if (isLeaving || open.size >= MOST_STREAMS) return false;
	return [...open.values()].filter((each) => each === whose).length < MOST_OF_ONE;
}

/** One browser, or one session, at one thing. */
function whoseIs(event: RequestEvent): string {
	return `${event.locals.session?.id ?? attemptOf(event).holder} ${event.url.pathname}`;
}

/** Each look asks the store, so that it does not matter which process the answer came to. */
function progressStream(look: Look, whose: string): Response {
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
				if (progress !== 'waiting' || left <= 0) return finish(`event: ${progress}`);
				timer = setTimeout(() => void turn(), LOOK_EVERY_MS);
			};
			leave = () => finish(`retry: ${COME_AGAIN_MS}\nevent: moved`);
			open.set(leave, whose);
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
	const watches = new WeakMap<Request, { readonly look: Look; readonly whose: string }>();
	const first = endpoint<Event>(
		{
			summary:
				'The same as it happens, as server-sent events; 204 where there is no room for one more',
			...(refuses && { refuses })
		},
		async (event) => {
			const look = await lookerFor(event);
			await look();
			watches.set(event.request, { look, whose: whoseIs(event) });
		}
	);
	const respond = async (event: Event): Promise<Response> => {
		const looked = await first(event);
		const watch = watches.get(event.request);
		if (looked.status !== 204 || !watch || !hasRoomFor(watch.whose)) return looked;
		return progressStream(watch.look, watch.whose);
	};
	return Object.assign(respond, { spec: first.spec });
}
