/** Load: several connections that each send the next request as soon as the last is answered. */
import { cpuSecondsOf } from '../machine.mjs';
import { bodyOf, openConnection } from './connection.mjs';

/**
 * Drives a service for a while, or for a number of requests, and says what came of it.
 * @param {{ port: number, pid?: number }} service
 * @param {{
 *   connections?: number,
 *   ms?: number,
 *   count?: number,
 *   act: (connection: object, index: number) => Promise<unknown>
 * }} load `act` does one unit of work; `index` counts all of them.
 */
export async function drive(
	{ port, pid },
	{ connections = 32, ms = Infinity, count = Infinity, act }
) {
	const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
	const latencies = [];
	let index = 0;
	const cpuBefore = cpuSecondsOf(pid);
	const since = performance.now();
	const work = async (connection) => {
		for (let at = since; index < count && at - since < ms;) {
			await act(connection, index++);
			const now = performance.now();
			latencies.push(now - at);
			at = now;
		}
	};
	try {
		await Promise.all(opened.map(work));
	} finally {
		for (const connection of opened) connection.close();
	}
	const seconds = (performance.now() - since) / 1000;
	const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
	latencies.sort((a, b) => a - b);
	const done = latencies.length;
	return {
		done,
		perSecond: done / seconds,
		cpuMsEach: (cpuSeconds * 1000) / done,
		busy: cpuSeconds / seconds,
		p50: latencies[Math.floor(done / 2)],
		p99: latencies[Math.floor(done * 0.99)]
	};
}

/** Work that sends the next of some prepared requests, and insists on its status. */
export function repeat(requests, { status = 200 } = {}) {
	return async (connection, index) => {
		const reply = await connection.exchange(requests[index % requests.length]);
		if (reply.status !== status) {
			throw new Error(`Answered ${reply.status}: ${bodyOf(reply).slice(0, 300)}`);
		}
	};
}
