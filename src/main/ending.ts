/**
 * The end of the process: first it says that it will not serve much longer and goes on serving, so that whoever
 * sends requests here can look elsewhere; then it takes no more, answers those under way, and closes the stores.
 */
import { setTimeout as pause } from 'node:timers/promises';

import type { App } from '#lib/server/app.ts';

import type { FrontServer } from './front-server.ts';

interface Running {
	readonly front: Pick<FrontServer, 'leave' | 'drain'>;
	readonly app: Pick<App, 'log' | 'close'>;
	/** How long it goes on serving. */
	readonly lingerMs: number;
}

export interface Ending {
	began(running: Running): void;
	/** Throws once the end has been asked for. */
	refuseWhenEnding(): void;
	/** Ends the process; `soon` does not wait for others to look elsewhere. */
	end(how: 'gently' | 'soon'): void;
}

export function createEnding(exit: (code: number) => void = (code) => process.exit(code)): Ending {
	const hurry = new AbortController();
	let running: Running | undefined;
	let isEnding = false;

	const finish = async ({ front, app, lingerMs }: Running): Promise<void> => {
		const { log } = app;
		front.leave();
		log.info('process.draining');
		if (lingerMs > 0)
			await pause(lingerMs, undefined, { signal: hurry.signal }).catch(() => undefined);
		await front.drain();
		await app.close();
		log.info('process.ended');
	};

	const finishOrFail = async (): Promise<void> => {
		if (!running) return exit(0);
		try {
			await finish(running);
			exit(0);
		} catch (error) {
			running.app.log.error('process.end_failed', { error });
			exit(1);
		}
	};

	return {
		began: (begun) => void (running = begun),

		refuseWhenEnding() {
			if (isEnding) throw new Error('The process is ending.');
		},

		end(how) {
			if (how === 'soon') hurry.abort();
			if (isEnding) return;
			isEnding = true;
			void finishOrFail();
		}
	};
}

/**
 * A terminal and the launcher may both pass on one signal, so a second one changes nothing. The launcher's channel closes when it
 * dies, however it dies.
 */
export function onSignal({ end }: Pick<Ending, 'end'>): void {
	process.on('SIGTERM', () => end('gently'));
	process.on('SIGINT', () => end('soon'));
	if (process.channel) process.on('disconnect', () => end('soon'));
}
