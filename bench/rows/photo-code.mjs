/** A photo code, after the password: from the answer to the session. Nobody else has them, so beside the bare limit. */
import { drive, repeat } from '../load/drive.mjs';
import { bodyOf } from '../load/connection.mjs';
import { beginPhotoCode } from '../load/phone.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const CODES_A_TURN = 40;
const CONNECTIONS = 4;

const verified = { latchkey: 'Latchkey on Redis', latchkeyEmbedded: 'Latchkey, embedded' };
const BARE = 'node:http, SHA-256 and a Redis GET';

async function answerRight(connection, request) {
	const reply = await connection.exchange(request);
	const body = bodyOf(reply);
	if (reply.status !== 200 || !body.includes('"verified":true'))
		throw new Error(`A code got ${reply.status}: ${body.slice(0, 300)}`);
}

/** Each turn's codes are made before it is measured: they are the phone's work. */
async function measureAnswers(service) {
	const people = service.people.filter(({ has }) => has === 'phone').slice(0, CODES_A_TURN);
	return withConnection(service, async (connection) => {
		const waiting = [];
		for (const person of people) waiting.push(await beginPhotoCode(connection, service, person));
		return drive(service, {
			connections: CONNECTIONS,
			count: waiting.length,
			act: (other, index) => answerRight(other, waiting[index])
		});
	});
}

export const photoCode = {
	id: 'photo-code',
	title: 'Photo code',

	async run({ stage, pace }) {
		const { bare, ...services } = await stage.open([...Object.keys(verified), 'bare']);
		const limit = encodeRequest(bare, { path: '/session', cookie: `latchkey=${'x'.repeat(70)}` });
		const subjects = Object.entries(services).map(([key, service]) => ({
			name: verified[key],
			measure: () => measureAnswers(service)
		}));
		subjects.push({
			name: BARE,
			measure: () =>
				drive(bare, { connections: CONNECTIONS, count: CODES_A_TURN, act: repeat([limit]) })
		});
		const results = await inTurns(subjects, pace.turns);
		return {
			findings: comparedTwice(results, { above: verified.latchkey, below: BARE }),
			measures: measures(results)
		};
	}
};
