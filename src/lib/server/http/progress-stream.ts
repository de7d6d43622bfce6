/**
 * Tells a waiting browser as soon as there is an answer, by server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { RequestEvent } from '@sveltejs/kit';

import { endpoint, type EndpointSpec } from './endpoint.ts';

export type Progress = 'waiting' | 'answered' | 'none';
type Look = () => Promise<Progress>;

const LOOK_EVERY_MS = 700;
/** A little longer than anything waits. */
const LONGEST_MS = 130_000;
/** Above this many in one process, browsers ask from time to time instead. */
const MOST_STREAMS = 500;
/** Those that know nothing else of us come again after so long. */
const COME_AGAIN_MS = 1000;

/** What ends each stream that is open. */
const open = new Set<() => void>();
let isLeaving = false;

/** The process is about to end: whoever waits is sent elsewhere, and nobody waits here any more. */
export function endStreams(): void {
	isLeaving = true;
	for (const leave of [...open]) leave();
}

/** Each look asks the store, so that it does not matter which process the answer came to. */
function progressStream(look: Look): Response {
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
			open.add(leave);
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
	const first = endpoint<Event>(
		{
			summary:
				'The same as it happens, as server-sent events; 204 where there is no room for one more',
			...(refuses && { refuses })
		},
		async (event) => void (await (await lookerFor(event))())
	);
	const respond = async (event: Event): Promise<Response> => {
		const looked = await first(event);
		if (looked.status !== 204 || isLeaving || open.size >= MOST_STREAMS) return looked;
		return progressStream(await lookerFor(event));
	};
	return Object.assign(respond, { spec: first.spec });
}
