/** The list of an account's sessions, ten of them. */
import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { signIn } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const SESSIONS = 10;

const listed = {
	latchkey: 'Latchkey on Redis',
	latchkeyEmbedded: 'Latchkey, embedded',
	betterAuth: 'better-auth on Redis',
	betterAuthSqlite: 'better-auth on SQLite'
};

/** Somebody whom no other row signs in. */
const busyPerson = ({ people }) => people.findLast(({ has }) => has === 'password');

async function listRequest(service) {
	const path = service.base + (service.base === '/api/v1' ? '/sessions' : '/list-sessions');
	return withConnection(service, async (connection) => {
		const cookies = [];
		for (let at = 0; at < SESSIONS; at += 1)
			cookies.push(await signIn(connection, service, busyPerson(service)));
		return encodeRequest(service, { path, cookie: cookies.at(-1) });
	});
}

export const sessionList = {
	id: 'session-list',
	title: `Session list with ${SESSIONS} sessions`,

	async run({ stage, pace }) {
		const services = await stage.open(Object.keys(listed));
		const subjects = [];
		for (const [key, service] of Object.entries(services)) {
			const request = await listRequest(service);
			const measure = () => drive(service, { ms: pace.ms, act: repeat([request]) });
			subjects.push({ name: listed[key], measure });
		}
		const results = await inTurns(subjects, pace.turns);
		return {
			findings: [
				...comparedTwice(results, {
					above: listed.latchkey,
					below: listed.betterAuth,
					target: { least: 8 }
				}),
				...comparedTwice(results, {
					above: listed.latchkeyEmbedded,
					below: listed.betterAuthSqlite
				})
			],
			measures: measures(results)
		};
	}
};
