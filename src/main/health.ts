/**
 * The two calls that an orchestrator makes: is the process alive, and can it serve. `doctor` makes the first as well,
 * with a question that only this installation can have asked.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { FrontRoute } from './front-server.ts';

const READY_LIMIT_MS = 2000;
const RETRY_AFTER_SECONDS = 2;

/** Where a question of the self-check stands in a request. */
const QUESTION = 'x-latchkey-self-check';

interface HealthDeps {
	readonly ready: () => Promise<void>;
	/** The answer to a question of the self-check, if this installation asked it. */
	readonly answerSelf: (question: string, request: IncomingMessage) => string | undefined;
}

function say(response: ServerResponse, status: number, text: string): void {
	if (status !== 200) response.setHeader('retry-after', RETRY_AFTER_SECONDS);
	response.writeHead(status, {
		'content-type': 'text/plain',
		'content-length': text.length,
		'cache-control': 'no-store'
	});
	response.end(text);
}

/** A store that hangs is as good as gone. */
function within(limitMs: number, work: Promise<void>): Promise<boolean> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => resolve(false), limitMs);
		const settle = (isReady: boolean) => {
			clearTimeout(timer);
			resolve(isReady);
		};
		work.then(
			() => settle(true),
			() => settle(false)
		);
	});
}

export function healthRoutes({ ready, answerSelf }: HealthDeps): readonly FrontRoute[] {
	return [
		{
			path: '/healthz',
			answer(request, response) {
				const question = request.headers[QUESTION];
				const own = typeof question === 'string' ? answerSelf(question, request) : undefined;
				say(response, 200, own ?? 'alive');
			}
		},
		{
			path: '/readyz',
			answer: async (_, response) => {
				const isReady = await within(READY_LIMIT_MS, ready());
				say(response, isReady ? 200 : 503, isReady ? 'ready' : 'not ready');
			}
		}
	];
}
