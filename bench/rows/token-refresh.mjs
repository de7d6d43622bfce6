/** A refresh by a program without a secret: each one brings the token of the next. */
import { drive } from '../load/drive.mjs';
import { exchangeRequest, newCodes, refreshRequest, tokensOf } from '../load/openid.mjs';
import { call, withConnection } from '../load/request.mjs';
import { PASSWORD } from '../seed/people.mjs';
import { SCREENS } from '../subjects/application.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const CONNECTIONS = 16;

const refreshed = {
	latchkey: 'Latchkey on Redis',
	latchkeyEmbedded: 'Latchkey, embedded',
	bareProvider: 'oidc-provider alone, on Redis',
	betterAuth: 'better-auth on Redis'
};
const OWN_SCREENS = 'Latchkey on Redis, own screens';

/** As an application by OpenID Connect. */
const byOpenId = {
	async begin(connection, service) {
		const codes = await newCodes(connection, service, CONNECTIONS);
		const begun = [];
		for (const code of codes)
			begun.push((await tokensOf(connection, exchangeRequest(service, code))).refresh_token);
		return begun;
	},
	async next(connection, service, token) {
		const { refresh_token: next } = await tokensOf(connection, refreshRequest(service, token));
		if (!next || next === token) throw new Error('A refresh token was not replaced.');
		return next;
	}
};

/** As the operator's own program, with screens of its own. */
const asScreens = (service, path, body) => ({
	method: 'POST',
	path: service.base + path,
	headers: { 'latchkey-client': SCREENS },
	isPage: false,
	body
});

const byOwnScreens = {
	async begin(connection, service) {
		const begun = [];
		for (const { username: identifier } of service.people.slice(0, CONNECTIONS)) {
			const given = { identifier, password: PASSWORD };
			const signIn = asScreens(service, '/sign-in/password', given);
			const { code } = (await call(connection, service, signIn)).body;
			const { body } = await call(connection, service, asScreens(service, '/tokens', { code }));
			begun.push(body.refreshToken);
		}
		return begun;
	},
	async next(connection, service, refreshToken) {
		const request = asScreens(service, '/tokens/refresh', { refreshToken });
		return (await call(connection, service, request)).body.refreshToken;
	}
};

/** Each connection follows tokens of its own, one after the other. */
async function measureRefreshes(service, { begin, next }, ms) {
	const waiting = await withConnection(service, (connection) => begin(connection, service));
	const held = new Map();
	return drive(service, {
		connections: CONNECTIONS,
		ms,
		async act(connection) {
			const token = held.get(connection) ?? waiting.pop();
			held.set(connection, await next(connection, service, token));
		}
	});
}

export const tokenRefresh = {
	id: 'token-refresh',
	title: 'Refresh of tokens',

	async run({ stage, pace }) {
		const services = await stage.open(Object.keys(refreshed), { isProvider: true });
		const subject = (name, service, by) => ({
			name,
			measure: () => measureRefreshes(service, by, pace.ms)
		});
		const results = await inTurns(
			[
				...Object.entries(services).map(([key, service]) =>
					subject(refreshed[key], service, byOpenId)
				),
				subject(OWN_SCREENS, services.latchkey, byOwnScreens)
			],
			pace.turns
		);
		return {
			findings: [refreshed.latchkey, OWN_SCREENS].flatMap((above) => [
				...comparedTwice(results, { above, below: refreshed.bareProvider }),
				...comparedTwice(results, { above, below: refreshed.betterAuth })
			]),
			measures: measures(results)
		};
	}
};
