/**
 * The two calls that an orchestrator makes: is the process alive, and can it serve. `doctor` makes the first as well,
 * with a question that only this installation can have asked.
 */
import type { IncomingMessage } from 'node:http';

import type { Reply } from '#lib/server/http/reply.ts';

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

const say = (body: string): Reply => ({ status: 200, type: 'text/plain', body });

const alive = say('alive');
const ready = say('ready');
const notReady: Reply = {
	...say('not ready'),
	status: 503,
	headers: { 'retry-after': String(RETRY_AFTER_SECONDS) }
};

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

export function healthRoutes(deps: HealthDeps): readonly FrontRoute[] {
	return [
		{
			path: '/healthz',
			answer(request) {
				const question = request.headers[QUESTION];
				const own = typeof question === 'string' ? deps.answerSelf(question, request) : undefined;
				return own === undefined ? alive : say(own);
			}
		},
		{
			path: '/readyz',
			answer: async () => ((await within(READY_LIMIT_MS, deps.ready())) ? ready : notReady)
		}
	];
}
