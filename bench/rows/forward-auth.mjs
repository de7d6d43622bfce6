/** What a proxy asks at each request to a site behind it. */
import { drive, repeat } from '../load/drive.mjs';
import { cookiesOf } from '../load/connection.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { signIn } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';
import { SITE } from '../subjects/application.mjs';

const SESSIONS = 100;
const asked = { latchkey: 'Latchkey on Redis', latchkeyEmbedded: 'Latchkey, embedded' };
const SESSION = 'Latchkey on Redis, session check';
const BETTER_AUTH = 'better-auth on Redis, session check';
const BARE = 'node:http, SHA-256 and a Redis GET';

const { protocol, host } = new URL(SITE.origin);
const onSite = { 'X-Forwarded-Proto': protocol.slice(0, -1), 'X-Forwarded-Host': host };

/** Follows a browser that is signed in, from the site to Latchkey and back, as far as what it keeps there. */
async function enter(connection, service, cookie) {
	const go = (path, more = {}) => connection.exchange(encodeRequest(service, { path, ...more }));
	const locationOf = ({ head }) => /\r\nlocation: (\S+)/i.exec(head)?.[1] ?? '';
	const begun = await go('/.latchkey/sign-in?to=/', { headers: onSite });
	const { pathname, search } = new URL(locationOf(begun));
	const sent = await go(pathname + search, { cookie });
	const back = new URL(locationOf(sent));
	const state = cookiesOf(begun);
	return cookiesOf(await go(back.pathname + back.search, { headers: onSite, cookie: state }));
}

/** By several people, each with a pass of their own. */
async function asksOf(service) {
	return withConnection(service, async (connection) => {
		const requests = [];
		for (const person of service.people.slice(0, SESSIONS)) {
			const session = await signIn(connection, service, person);
			const cookie = await enter(connection, service, session);
			const headers = { ...onSite, 'X-Forwarded-Uri': '/', 'X-Forwarded-Method': 'GET' };
			requests.push(encodeRequest(service, { path: '/forward-auth', cookie, headers }));
		}
		return requests;
	});
}

async function checksOf(service, path) {
	return withConnection(service, async (connection) => {
		const requests = [];
		for (const person of service.people.slice(0, SESSIONS)) {
			const cookie = await signIn(connection, service, person);
			requests.push(encodeRequest(service, { path: service.base + path, cookie }));
		}
		return requests;
	});
}

export const forwardAuth = {
	id: 'forward-auth',
	title: 'Forward-auth',

	async run({ stage, pace }) {
		const opened = await stage.open([...Object.keys(asked), 'betterAuth', 'bare'], {
			isBehindProxy: true
		});
		const { latchkey, betterAuth, bare } = opened;
		const subjects = [];
		for (const [key, name] of Object.entries(asked))
			subjects.push({ name, service: opened[key], requests: await asksOf(opened[key]) });
		const cookie = `latchkey=${'x'.repeat(70)}`;
		subjects.push(
			{ name: SESSION, service: latchkey, requests: await checksOf(latchkey, '/session') },
			{
				name: BETTER_AUTH,
				service: betterAuth,
				requests: await checksOf(betterAuth, '/get-session')
			},
			{ name: BARE, service: bare, requests: [encodeRequest(bare, { path: '/session', cookie })] }
		);
		const results = await inTurns(
			subjects.map(({ name, service, requests }) => ({
				name,
				measure: () => drive(service, { ms: pace.ms, act: repeat(requests) })
			})),
			pace.turns
		);
		const above = asked.latchkey;
		return {
			findings: [
				...comparedTwice(results, { above, below: SESSION, target: { least: 0.8 } }),
				...comparedTwice(results, { above, below: BETTER_AUTH }),
				...comparedTwice(results, { above, below: BARE })
			],
			measures: measures(results)
		};
	}
};
