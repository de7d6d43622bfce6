/**
 * Signing in with a password: nearly all of it is argon2id, so what counts is how much else there is, and whether
 * the process stays awake meanwhile. Here every process may use every core, as it would in service.
 */
import { openConnection } from '../load/connection.mjs';
import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest } from '../load/request.mjs';
import { makeKnown, passwordRequest } from '../load/sign-in.mjs';
import { compared, finding, measures } from '../measure/comparison.mjs';
import { summary } from '../measure/statistics.mjs';
import { inTurns } from '../measure/turns.mjs';
import { startArgon2 } from '../subjects/argon2.mjs';

const LATCHKEY = 'Latchkey on Redis';
const BETTER_AUTH = 'better-auth on Redis';
const RAW = 'argon2id alone';

/** More than any number of cores can hash at once, so that somebody always waits. */
const CONNECTIONS = 16;
const PROBE_EVERY_MS = 20;

const healthPaths = { [LATCHKEY]: '/healthz', [BETTER_AUTH]: '/api/auth/ok' };

/** Asks every now and then whether the service is alive, until told to stop; answers the slow end in milliseconds. */
async function probe(service, path) {
	const connection = await openConnection(service.port);
	const request = encodeRequest(service, { path });
	const times = [];
	let isOver = false;
	const work = (async () => {
		while (!isOver) {
			const since = performance.now();
			await connection.exchange(request);
			times.push(performance.now() - since);
			await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
		}
		connection.close();
	})();
	return async () => {
		isOver = true;
		await work;
		return times;
	};
}

const p99 = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

export const passwordSignIn = {
	id: 'password-sign-in',
	title: 'Sign-in with a password',

	async run({ stage, pace }) {
		const { latchkey, betterAuth } = await stage.open(['latchkey', 'betterAuth'], { cores: 'all' });
		const raw = await startArgon2(stage.newFolder());
		const ms = 2 * pace.ms;
		const health = { [LATCHKEY]: [], [BETTER_AUTH]: [] };
		const signInTo = async (name, service) => {
			const people = service.people.filter(({ has }) => has === 'password').slice(0, -1);
			await makeKnown(service, people);
			const requests = people.map((person) => passwordRequest(service, person));
			const measure = async () => {
				const stop = await probe(service, healthPaths[name]);
				const act = repeat(requests);
				const result = await drive(service, { connections: CONNECTIONS, ms, act });
				health[name].push(...(await stop()));
				return result;
			};
			return { name, measure };
		};
		try {
			const results = await inTurns(
				[
					await signInTo(LATCHKEY, latchkey),
					await signInTo(BETTER_AUTH, betterAuth),
					{ name: RAW, measure: () => raw.measure(ms) }
				],
				pace.turns
			);
			const beyond = (name) =>
				finding(
					`CPU of ${name} beyond the hash`,
					summary(results[name].map((each, turn) => each.cpuMsEach - results[RAW][turn].cpuMsEach)),
					{ unit: 'ms' }
				);
			const slowest = (name, target) =>
				finding(`${name}: health check meanwhile, p99`, summary([p99(health[name])]), {
					unit: 'ms',
					target
				});
			return {
				findings: [
					compared(results, { above: LATCHKEY, below: RAW, target: { least: 0.95 } }),
					slowest(LATCHKEY, { most: 50 }),
					compared(results, { above: LATCHKEY, below: BETTER_AUTH }),
					slowest(BETTER_AUTH),
					beyond(LATCHKEY),
					beyond(BETTER_AUTH)
				],
				measures: measures(results)
			};
		} finally {
			await raw.stop();
		}
	}
};
