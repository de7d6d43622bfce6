import type { ServerProcess } from '../support/server-process.ts';
import { amnesia, death, unnoticed, type Fault } from './fault.ts';
import type { SharedWorld } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The clocks of these processes go wrong; those of the stores and of people's phones do not. */
function clockFault(
	name: string,
	servers: readonly ServerProcess[],
	{ ms, short }: { ms: number; short?: number }
): Fault {
	const move = async (by: number) =>
		void (await Promise.all(servers.map((server) => server.advance(by))));
	return {
		name,
		lastsMs: { long: 3000, ...(short !== undefined && { short }) },
		expects: amnesia,
		inject: () => move(ms),
		heal: () => move(-ms)
	};
}

async function drain(server: ServerProcess): Promise<void> {
	const { code, signal } = await server.stop();
	if (code !== 0) throw new Error(`The end was not clean: ${code ?? signal}.`);
}

export function processFaults({ servers, mail }: SharedWorld): readonly Fault[] {
	const [first, second] = servers;
	return [
		{
			name: 'kill -9 of a process',
			lastsMs: { short: 1500, long: 4000 },
			expects: death,
			inject: async () => void (await first.kill9()),
			heal: first.start
		},
		{
			name: 'SIGTERM to a process: it drains',
			lastsMs: { short: 500, long: 2000 },
			expects: unnoticed,
			inject: () => drain(second),
			heal: second.start
		},
		clockFault('the clock of one process an hour ahead', [first], { ms: HOUR_MS }),
		clockFault('the clock of one process an hour behind', [first], { ms: -HOUR_MS, short: 1000 }),
		clockFault('the clocks of both an hour behind', servers, { ms: -HOUR_MS }),
		clockFault('the clock of one process a day ahead', [second], { ms: DAY_MS, short: 1000 }),
		clockFault('the clock of one process a day behind', [second], { ms: -DAY_MS }),
		clockFault('the clocks of both a day ahead', servers, { ms: DAY_MS }),
		clockFault('the clocks of both a day behind', servers, { ms: -DAY_MS, short: 1000 }),
		{
			name: 'the mail server falls silent',
			lastsMs: { short: 500, long: 5000 },
			expects: unnoticed,
			inject: async () => mail.fallSilent(),
			heal: async () => mail.speak()
		}
	];
}
