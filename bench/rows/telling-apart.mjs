/**
 * Time to tell accounts apart: the same call with a name that is known here and with one that is not, in turn.
 * What differs more than the noise could be heard by a stranger.
 */
import { bodyOf, openConnection } from '../load/connection.mjs';
import { call as send, encodeRequest } from '../load/request.mjs';
import { finding } from '../measure/comparison.mjs';
import { median, summary } from '../measure/statistics.mjs';
import { COUNTER } from '../subjects/application.mjs';

const ROUNDS = 8;
const WRONG = 'seven quiet herons wade at noon';

/** A call for a name, and the status that it has to get. The index makes names that nobody has. */
const calls = {
	'Sign-in with a password': {
		status: 401,
		path: '/sign-in/password',
		body: ({ username }) => ({ identifier: username, password: WRONG })
	},
	'Sign-in with a passkey, options': {
		status: 200,
		path: '/sign-in/passkey/options',
		body: ({ username }) => ({ identifier: username })
	},
	Recovery: {
		status: 401,
		path: '/recovery',
		body: ({ username }) => ({ identifier: username, password: WRONG, code: 'aaaa-bbbb-cccc' })
	},
	'Sign-up with an e-mail': {
		status: 200,
		path: '/accounts',
		// A passkey's options: they are asked for before anything is written.
		body: ({ email }, index) => ({ username: `newcomer${index}`, email })
	},
	'A code by mail to get back in': {
		status: 200,
		path: '/recovery/email',
		body: ({ username }) => ({ identifier: username })
	},
	'An application asks': {
		status: 200,
		isApplication: true,
		has: 'phone',
		path: '/approvals',
		body: ({ username }) => ({ account: username, text: 'Pay 1 €' })
	},
	'An application asks a phone to sign in (CIBA)': {
		status: 200,
		isCounter: true,
		has: 'phone',
		path: '/oauth2/backchannel-authentication',
		body: ({ username }) =>
			new URLSearchParams({ scope: 'openid', login_hint: username, binding_message: 'Counter 4' })
	},
	'A picture that an application asks for': {
		status: 200,
		isApplication: true,
		has: 'phone',
		// The request is made before, and not timed.
		asks: ({ username }) => ({ account: username, text: 'Pay 1 €' }),
		path: ({ id }) => `/approvals/${id}/photo`,
		body: () => ({})
	}
};

/** By what whoever calls shows who it is. */
function authorizationOf({ applicationKey }, { isApplication, isCounter }) {
	if (isCounter)
		return `Basic ${Buffer.from(`${COUNTER.id}:${COUNTER.secret}`).toString('base64')}`;
	return isApplication ? `Bearer ${applicationKey}` : undefined;
}

/** What is to be timed, as it is sent. */
async function requestFor({ connection, service, call, person, index }) {
	const authorization = authorizationOf(service, call);
	const headers = authorization ? { Authorization: authorization } : {};
	const base = call.isCounter ? '' : service.base;
	const post = (path, body) => ({ method: 'POST', path: base + path, body, headers });
	if (!call.asks) return post(call.path, call.body(person, index));
	const asked = await send(connection, service, post('/approvals', call.asks(person)));
	return post(call.path(asked.body), call.body(person, index));
}

/** One call for each name of a pair; which one goes first changes from pair to pair. */
async function timePair({ connection, service, call, pair, index }) {
	const times = {};
	const order = index % 2 === 0 ? ['known', 'unknown'] : ['unknown', 'known'];
	for (const which of order) {
		const of = { connection, service, call, person: pair[which], index: `${index}${which}` };
		const wanted = await requestFor(of);
		const request = encodeRequest(service, wanted);
		const since = performance.now();
		const reply = await connection.exchange(request);
		times[which] = performance.now() - since;
		if (reply.status !== call.status)
			throw new Error(`${wanted.path} answered ${reply.status}: ${bodyOf(reply)}`);
	}
	return times;
}

/** The ratio of the medians, once for each round. */
async function ratiosOf(service, call, pairs) {
	const connection = await openConnection(service.port);
	const rounds = [];
	const people = service.people.filter(({ has }) => call.has === undefined || has === call.has);
	try {
		for (let round = 0; round <= ROUNDS; round += 1) {
			const times = [];
			for (let at = 0; at < pairs; at += 1) {
				const index = round * pairs + at;
				const known = people[index % people.length];
				// The same length: a longer body would be read longer.
				const name = known.username.replace(/^.../, 'xyz');
				const pair = { known, unknown: { username: name, email: `${name}@example.org` } };
				times.push(await timePair({ connection, service, call, pair, index }));
			}
			const of = (which) => median(times.map((each) => each[which]));
			if (round > 0) rounds.push(of('known') / of('unknown'));
		}
	} finally {
		connection.close();
	}
	return rounds;
}

export const tellingApart = {
	id: 'telling-apart',
	title: 'Time to tell accounts apart, known to unknown',

	async run({ stage, pace }) {
		const { latchkey } = await stage.open(['latchkey'], { isProvider: true });
		const pairs = Math.round(50 * pace.part);
		const findings = [];
		for (const [what, call] of Object.entries(calls)) {
			const ratios = await ratiosOf(latchkey, call, pairs);
			findings.push(finding(what, summary(ratios), { target: { least: 0.9, most: 1.1 } }));
		}
		return { findings, measures: [] };
	}
};
