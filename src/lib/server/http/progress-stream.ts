/**
 * Tells a waiting browser as soon as there is an answer, by server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
type Progress = 'waiting' | 'answered' | 'none';

const LOOK_EVERY_MS = 700;
/** A little longer than anything waits. */
const LONGEST_MS = 130_000;
/** Above this many in one process, browsers ask from time to time instead. */
const MOST_STREAMS = 500;

let streams = 0;

export const hasRoomForStream = (): boolean => streams < MOST_STREAMS;

/** Each look asks the store, so that it does not matter which process the answer came to. */
export function progressStream(look: () => Promise<Progress>): Response {
	const encoder = new TextEncoder();
	let isOver = false;
	let timer: NodeJS.Timeout | undefined;
	const end = () => {
		if (isOver) return;
		isOver = true;
		streams -= 1;
		clearTimeout(timer);
	};
	streams += 1;

	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			let left = Math.ceil(LONGEST_MS / LOOK_EVERY_MS);
			const say = (progress: Progress) =>
				controller.enqueue(encoder.encode(`event: ${progress}\ndata:\n\n`));
			const finish = (progress: Progress) => {
				if (isOver) return;
				say(progress);
				end();
				controller.close();
			};
			const turn = async () => {
				// What cannot be found out is for the page to ask.
				const progress = await look().catch(() => 'none' as const);
				left -= 1;
				if (isOver) return;
				if (progress !== 'waiting' || left <= 0) return finish(progress);
				timer = setTimeout(() => void turn(), LOOK_EVERY_MS);
			};
			say('waiting');
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
