import { setTimeout as delay } from 'node:timers/promises';

import { amnesia, hiccup, outage, repeatedly, type Fault } from './fault.ts';
import type { SharedWorld } from './world.ts';

const nothing = async () => undefined;

export function redisFaults({ redis }: SharedWorld): readonly Fault[] {
	const command = async (...words: readonly string[]) => void (await redis.command(...words));
	return [
		{
			name: 'Redis killed, started again',
			lastsMs: { short: 1500, long: 5000 },
			expects: outage,
			inject: redis.kill,
			heal: redis.start
		},
		{
			name: 'Redis paused',
			lastsMs: { short: 4000, long: 10_000 },
			expects: outage,
			inject: async () => redis.pause(),
			heal: async () => redis.resume()
		},
		{
			name: 'Redis flushed',
			lastsMs: { short: 500, long: 1000 },
			expects: amnesia,
			inject: () => command('FLUSHALL'),
			heal: nothing
		},
		{
			name: 'Redis restored from an older copy',
			lastsMs: { short: 4000, long: 10_000 },
			expects: amnesia,
			inject: async () => redis.snapshot(),
			heal: redis.revert
		},
		{
			name: 'Redis restarted empty',
			lastsMs: { long: 1000 },
			expects: amnesia,
			inject: redis.restartEmpty,
			heal: nothing
		},
		{
			name: 'Redis read-only',
			lastsMs: { short: 1000, long: 5000 },
			expects: outage,
			inject: () => command('REPLICAOF', '127.0.0.1', '1'),
			heal: () => command('REPLICAOF', 'NO', 'ONE')
		},
		{
			name: 'Redis out of memory',
			lastsMs: { short: 1000, long: 5000 },
			expects: outage,
			inject: () => command('CONFIG', 'SET', 'maxmemory', '1mb'),
			heal: () => command('CONFIG', 'SET', 'maxmemory', '0')
		},
		{
			name: 'Redis connections cut, again and again',
			lastsMs: { long: 5000 },
			expects: hiccup,
			...repeatedly(100, () => command('CLIENT', 'KILL', 'TYPE', 'normal'))
		},
		{
			name: 'Redis holds its clients up',
			lastsMs: { long: 5000 },
			expects: outage,
			inject: () => command('CLIENT', 'PAUSE', '5000', 'ALL'),
			heal: nothing
		},
		{
			name: 'Redis slow: 0.3 s at a time',
			lastsMs: { long: 5000 },
			expects: hiccup,
			...repeatedly(50, async () => {
				redis.pause();
				await delay(300);
				redis.resume();
			})
		}
	];
}
