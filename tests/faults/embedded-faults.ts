import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { death, outage, type Fault } from './fault.ts';
import type { EmbeddedWorld } from './world.ts';

/** Writes until the disk takes no more. */
function fill(path: string): void {
	const file = openSync(path, 'w');
	for (let size = 1 << 20; size >= 1;) {
		try {
			writeSync(file, Buffer.alloc(size));
		} catch {
			size >>= 1;
		}
	}
	closeSync(file);
}

/** Where there is no disk that may be filled, no file of the process may grow. */
function diskFull({
	folder,
	disk,
	servers: [server]
}: EmbeddedWorld): Pick<Fault, 'inject' | 'heal'> {
	const ballast = join(folder, 'ballast');
	const limit = (bytes: string) => {
		const pid = String(server.pid());
		execFileSync('prlimit', ['--pid', pid, `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });
	};
	if (disk === 'own')
		return { inject: async () => fill(ballast), heal: async () => rmSync(ballast) };
	return { inject: async () => limit('4096'), heal: async () => limit('unlimited') };
}

export function embeddedFaults(world: EmbeddedWorld): readonly Fault[] {
	const [server] = world.servers;
	return [
		{
			name: 'the disk is full',
			lastsMs: { short: 1500, long: 5000 },
			expects: outage,
			...diskFull(world)
		},
		{
			name: 'kill -9 of the only process',
			lastsMs: { short: 500, long: 2000 },
			expects: death,
			inject: async () => void (await server.kill9()),
			heal: server.start
		}
	];
}
