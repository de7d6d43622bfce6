/** What Redis says of itself. */
import * as v from 'valibot';

import { openConnection } from './connection.ts';

export interface RedisFacts {
	readonly version: string;
	/** What it does when its memory is full. */
	readonly evictionPolicy: string;
	readonly isPersistent: boolean;
	/** Whether it took a value, which is gone again. */
	readonly isWritable: boolean;
	readonly latencyMs: number;
	/** How far its clock is ahead of the one here. */
	readonly aheadMs: number;
}

const Time = v.tuple([v.pipe(v.string(), v.toNumber()), v.pipe(v.string(), v.toNumber())]);

const PROBE = 'lk:doctor';
const PROBE_MS = 1000;

/** Rejects when it cannot be reached. */
export async function examineRedis(url: string, now: () => Date): Promise<RedisFacts> {
	const connection = await openConnection(url);
	try {
		await connection.send(['PING']);
		const since = performance.now();
		const [seconds, micros] = v.parse(Time, await connection.send(['TIME']));
		const latencyMs = performance.now() - since;
		const aheadMs = seconds * 1000 + micros / 1000 + latencyMs / 2 - now().getTime();
		const info = String(await connection.send(['INFO']));
		const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
		const isWritable = await connection.send(['SET', PROBE, '1', 'PX', PROBE_MS]).then(
			() => true,
			() => false
		);
		if (isWritable) await connection.send(['DEL', PROBE]);
		return {
			version: field('redis_version'),
			evictionPolicy: field('maxmemory_policy'),
			isPersistent: field('aof_enabled') === '1',
			isWritable,
			latencyMs,
			aheadMs
		};
	} finally {
		await connection.close();
	}
}
