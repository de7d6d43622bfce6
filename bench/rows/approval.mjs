/** An approval on a phone, after the password: from the phone's answer to the session, both calls. */
import { drive, repeat } from '../load/drive.mjs';
import { answerByPhone, beginApproval } from '../load/phone.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const APPROVALS_A_TURN = 40;
const CONNECTIONS = 4;

const approved = { latchkey: 'Latchkey on Redis', latchkeyEmbedded: 'Latchkey, embedded' };
const BARE = 'node:http, SHA-256 and a Redis GET';

/** Who asks and is asked before it is measured. */
async function measureApprovals(service) {
	const people = service.people.filter(({ has }) => has === 'phone').slice(0, APPROVALS_A_TURN);
	return withConnection(service, async (connection) => {
		const waiting = [];
		for (const person of people) waiting.push(await beginApproval(connection, service, person));
		return drive(service, {
			connections: CONNECTIONS,
			count: waiting.length,
			act: (other, index) => answerByPhone(other, service, waiting[index])
		});
	});
}

export const approval = {
	id: 'approval',
	title: 'Approval on a phone, both calls',

	async run({ stage, pace }) {
		const { bare, ...services } = await stage.open([...Object.keys(approved), 'bare']);
		const limit = encodeRequest(bare, { path: '/session', cookie: `latchkey=${'x'.repeat(70)}` });
		const subjects = Object.entries(services).map(([key, service]) => ({
			name: approved[key],
			measure: () => measureApprovals(service)
		}));
		subjects.push({
			name: BARE,
			measure: () =>
				drive(bare, { connections: CONNECTIONS, count: APPROVALS_A_TURN, act: repeat([limit]) })
		});
		const results = await inTurns(subjects, pace.turns);
		return {
			findings: comparedTwice(results, { above: approved.latchkey, below: BARE }),
			measures: measures(results)
		};
	}
};
