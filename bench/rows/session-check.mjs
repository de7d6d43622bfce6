/** The call that applications make most often: whose session is this? */
import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { signIn } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const SESSIONS = 100;
const BARE = 'node:http';
const BARE_GET = 'node:http, SHA-256 and a Redis GET';

const checked = {
	latchkey: 'Latchkey on Redis',
	latchkeyEmbedded: 'Latchkey, embedded',
	betterAuth: 'better-auth on Redis',
	betterAuthCached: 'better-auth on Redis, cookie cache',
	betterAuthSqlite: 'better-auth on SQLite'
};

/** Requests by several people, each with a session of their own. */
async function checksOf(service, path) {
	return withConnection(service, async (connection) => {
		const requests = [];
		for (const person of service.people.slice(0, SESSIONS)) {
			const cookie = await signIn(connection, service, person);
			requests.push(encodeRequest(service, { path, cookie }));
		}
		return requests;
	});
}

export const sessionCheck = {
	id: 'session-check',
	title: 'Session check',

	async run({ stage, pace }) {
		const { bare, ...services } = await stage.open([...Object.keys(checked), 'bare']);
		const subjects = [];
		for (const [key, service] of Object.entries(services)) {
			const path = service.base + (service.base === '/api/v1' ? '/session' : '/get-session');
			subjects.push({ name: checked[key], service, requests: await checksOf(service, path) });
		}
		const cookie = `latchkey=${'x'.repeat(70)}`;
		subjects.push(
			{
				name: BARE_GET,
				service: bare,
				requests: [encodeRequest(bare, { path: '/session', cookie })]
			},
			{ name: BARE, service: bare, requests: [encodeRequest(bare, { path: '/healthz', cookie })] }
		);
		const results = await inTurns(
			subjects.map(({ name, service, requests }) => ({
				name,
				measure: () => drive(service, { ms: pace.ms, act: repeat(requests) })
			})),
			pace.turns
		);
		const own = checked.latchkey;
		const findings = [
			...comparedTwice(results, { above: own, below: checked.betterAuth, target: { least: 8 } }),
			...comparedTwice(results, { above: own, below: BARE_GET, target: { least: 0.6 } }),
			...comparedTwice(results, { above: own, below: checked.betterAuthCached }),
			...comparedTwice(results, {
				above: checked.latchkeyEmbedded,
				below: checked.betterAuthSqlite
			}),
			...comparedTwice(results, { above: own, below: BARE })
		];
		return { findings, measures: measures(results) };
	}
};
