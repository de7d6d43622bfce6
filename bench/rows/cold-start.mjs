/** From the start of the process to its first page. The stores are up and the schema is current, as at any restart. */
import { get } from 'node:http';

import { compared, finding, measures } from '../measure/comparison.mjs';
import { summary } from '../measure/statistics.mjs';
import { inTurns } from '../measure/turns.mjs';
import { betterAuthLaunch } from '../subjects/better-auth.mjs';
import { latchkeyLaunch } from '../subjects/latchkey.mjs';
import { freePort, spawnServer } from '../subjects/process.mjs';

const LATCHKEY = 'Latchkey on Redis';
const BETTER_AUTH = 'better-auth on Redis';
const EVERY_MS = 5;
const LIMIT_MS = 30_000;

const statusOf = (port, path) =>
	new Promise((resolve) => {
		get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode));
		}).once('error', () => resolve(undefined));
	});

/** Asks until it answers; how long the last question took is part of the time. */
async function startOf(launch, path) {
	const since = performance.now();
	const server = spawnServer({ ...launch, port: await freePort() });
	try {
		while ((await statusOf(server.port, path)) !== 200) {
			if (performance.now() - since > LIMIT_MS || !server.isUp()) throw new Error(server.output());
			await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
		}
		return { seconds: (performance.now() - since) / 1000 };
	} finally {
		await server.stop();
	}
}

export const coldStart = {
	id: 'cold-start',
	title: 'Start of the process to the first 200',

	async run({ stage, pace }) {
		const own = await latchkeyLaunch(await stage.placeOf('latchkey'));
		const other = await betterAuthLaunch(await stage.placeOf('betterAuth'));
		const results = await inTurns(
			[
				{ name: LATCHKEY, measure: () => startOf(own, '/sign-in') },
				{ name: BETTER_AUTH, measure: () => startOf(other, '/api/auth/ok') }
			],
			pace.turns
		);
		const seconds = results[LATCHKEY].map((each) => each.seconds);
		return {
			findings: [
				finding(`${LATCHKEY}, its sign-in page`, summary(seconds), {
					unit: 's',
					target: { most: 1 }
				}),
				compared(results, { above: LATCHKEY, below: BETTER_AUTH, of: 'seconds' })
			],
			measures: measures(results, { seconds: 'seconds' })
		};
	}
};
