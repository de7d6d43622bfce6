/** The two calls that an orchestrator makes: is the process alive, and can it serve. */
import type { ServerResponse } from 'node:http';

import type { FrontRoute } from './front-server.ts';

const READY_LIMIT_MS = 2000;
const RETRY_AFTER_SECONDS = 2;

interface HealthDeps {
	readonly ready: () => Promise<void>;
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

export function healthRoutes({ ready }: HealthDeps): readonly FrontRoute[] {
	return [
		{ path: '/healthz', answer: (_, response) => say(response, 200, 'alive') },
		{
			path: '/readyz',
			answer: async (_, response) => {
				const isReady = await within(READY_LIMIT_MS, ready());
				say(response, isReady ? 200 : 503, isReady ? 'ready' : 'not ready');
			}
		}
	];
}
