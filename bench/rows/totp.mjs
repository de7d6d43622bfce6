/** The code of an authenticator app, after the password: from the answer to the session. */
import { drive } from '../load/drive.mjs';
import { bodyOf } from '../load/connection.mjs';
import { withConnection } from '../load/request.mjs';
import { beginTotp } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const CODES_A_TURN = 40;
const CONNECTIONS = 4;

const verified = {
	latchkey: 'Latchkey on Redis',
	betterAuth: 'better-auth on Redis',
	betterAuthSqlite: 'better-auth on SQLite'
};

async function answerRight(connection, request) {
	const reply = await connection.exchange(request);
	if (reply.status !== 200) throw new Error(`A code got ${reply.status}: ${bodyOf(reply)}`);
}

export const totp = {
	id: 'totp',
	title: 'TOTP code',

	async run({ stage, pace }) {
		const services = await stage.open(Object.keys(verified), { cores: 'all' });
		// A code verifies once, so that each one needs its own person, in every turn and the first.
		const turns = Math.min(pace.turns, 6);
		const subjects = Object.entries(services).map(([key, service]) => {
			const people = service.people.filter(({ has }) => has === 'totp');
			const measure = (turn) =>
				withConnection(service, async (connection) => {
					const waiting = [];
					for (const person of people.slice(turn * CODES_A_TURN, (turn + 1) * CODES_A_TURN))
						waiting.push(await beginTotp(connection, service, person));
					return drive(service, {
						connections: CONNECTIONS,
						count: waiting.length,
						act: (other, index) => answerRight(other, waiting[index])
					});
				});
			return { name: verified[key], measure };
		});
		const results = await inTurns(subjects, turns);
		const above = verified.latchkey;
		return {
			findings: [
				...comparedTwice(results, { above, below: verified.betterAuth }),
				...comparedTwice(results, { above, below: verified.betterAuthSqlite })
			],
			measures: measures(results)
		};
	}
};
