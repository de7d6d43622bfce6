/** Verifies as many passwords at once as there are cores, for as long as it is told to. */
import { verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';

import { PASSWORD, passwordHash } from '../seed/people.mjs';

async function measure(ms) {
	const before = process.cpuUsage();
	const since = performance.now();
	let done = 0;
	const work = async () => {
		while (performance.now() - since < ms) {
			await verify(passwordHash, PASSWORD);
			done += 1;
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	const elapsedMs = performance.now() - since;
	const { user, system } = process.cpuUsage(before);
	const cpuMs = (user + system) / 1000;
	return { perSecond: (done * 1000) / elapsedMs, cpuMsEach: cpuMs / done, busy: cpuMs / elapsedMs };
}

process.on('message', async (ms) => process.send(await measure(ms)));
process.once('disconnect', () => process.exit(0));
process.send('ready');
