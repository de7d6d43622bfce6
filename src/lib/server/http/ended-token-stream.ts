/**
 * Tells a resource server which tokens have ended, by server-sent events: no more of them are made than it takes.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { RequestEvent } from '@sveltejs/kit';

import type { Subscription, Told } from '#lib/server/ended-tokens/index.ts';
import type { EndpointSpec } from './endpoint.ts';
import { refusedReply } from './refused.ts';
import { responseOf } from './reply.ts';

/** Whoever was sent away comes again after so long. */
const COME_AGAIN_MS = 1000;
/** Somebody who takes nothing for so long is gone, or holds a place that others need. */
const PATIENCE_MS = 30_000;

/** A client's id and secret. RFC 6749 §2.3.1 encodes both before RFC 7617 does. */
function shownBy({ headers }: Request): { id: string; secret: string } {
	const [, given = ''] = /^basic +([\w+/=-]+)$/i.exec(headers.get('authorization') ?? '') ?? [];
	const [, id = '', secret = ''] =
		/^([^:]*):(.*)$/s.exec(Buffer.from(given, 'base64').toString()) ?? [];
	try {
		return { id: decodeForm(id), secret: decodeForm(secret) };
	} catch {
		return { id: '', secret: '' };
	}
}

const decodeForm = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** A reset takes back the position, too: who comes again after it gets the whole list. */
function textOf(told: Told): string {
	if (told.kind === 'reset') return 'event: reset\nid:\ndata: {}\n\n';
	const { kind, position, ...rest } = told;
	const data = told.kind === 'ended' ? told.named : rest;
	return `event: ${kind}\nid: ${position}\ndata: ${JSON.stringify(data)}\n\n`;
}

function streamOf({ told, end }: Subscription, leave: () => void): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let timer: NodeJS.Timeout | undefined;
	const finish = () => {
		clearTimeout(timer);
		end();
	};
	return new ReadableStream<Uint8Array>({
		start: (controller) => controller.enqueue(encoder.encode(`retry: ${COME_AGAIN_MS}\n\n`)),
		async pull(controller) {
			clearTimeout(timer);
			const { value, done } = await told.next().catch((error: unknown) => {
				finish();
				throw error;
			});
			if (!value || done) {
				finish();
				return controller.close();
			}
			controller.enqueue(encoder.encode(textOf(value)));
			timer = setTimeout(() => {
				finish();
				leave();
			}, PATIENCE_MS);
		},
		cancel: finish
	});
}

/** The endpoint of the stream. */
export function endedTokenStream<Event extends RequestEvent>(): ((
	event: Event
) => Promise<Response>) & { readonly spec: EndpointSpec } {
	const respond = async ({ locals, request, platform }: Event): Promise<Response> => {
		try {
			const position = request.headers.get('last-event-id') ?? undefined;
			const by = { ...shownBy(request), caller: locals.caller };
			const subscription = await locals.app.endedTokens.subscribe(by, position);
			const body = streamOf(subscription, () => void platform?.req.destroy());
			return new Response(body, {
				headers: {
					'content-type': 'text/event-stream',
					'cache-control': 'no-store',
					// A proxy that collects would hold it back.
					'x-accel-buffering': 'no'
				}
			});
		} catch (error) {
			return responseOf(refusedReply(error, locals.trace));
		}
	};
	return Object.assign(respond, {
		spec: {
			summary: 'Which access tokens have ended, as it happens, as server-sent events, for an API',
			refuses: [
				'ended_tokens.not_accepted',
				'ended_tokens.too_many',
				'ended_tokens.leaving',
				'throttling.wait'
			],
			security: 'client'
		} as const
	});
}
