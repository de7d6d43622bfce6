import { hiccup, outage, repeatedly, type Fault } from './fault.ts';
import { endConnections } from './stores.ts';
import type { SharedWorld } from './world.ts';

export function postgresFaults({ postgres }: SharedWorld): readonly Fault[] {
	let giveBack = async () => {};
	return [
		{
			name: 'PostgreSQL killed, started again',
			lastsMs: { short: 1500, long: 5000 },
			expects: outage,
			inject: postgres.kill,
			heal: postgres.start
		},
		{
			name: 'PostgreSQL restarted',
			lastsMs: { short: 200, long: 1000 },
			expects: outage,
			inject: () => postgres.end('SIGINT'),
			heal: postgres.start
		},
		{
			name: 'PostgreSQL paused',
			lastsMs: { short: 4000, long: 10_000 },
			expects: outage,
			inject: async () => postgres.pause(),
			heal: async () => postgres.resume()
		},
		{
			name: 'PostgreSQL connections cut amid transactions',
			lastsMs: { short: 1000, long: 5000 },
			expects: hiccup,
			...repeatedly(30, () => endConnections(postgres))
		},
		{
			name: 'PostgreSQL out of connections',
			lastsMs: { long: 5000 },
			expects: outage,
			inject: async () => void (giveBack = await postgres.exhaust()),
			heal: () => giveBack()
		}
	];
}
