/** What an application does at each provider: get a code by the browser of somebody, and tokens for it. */
import { CALLBACK, CHALLENGE, CLIENT, VERIFIER } from '../subjects/application.mjs';
import { bodyOf } from './connection.mjs';
import { call, encodeRequest } from './request.mjs';
import { signIn } from './sign-in.mjs';

/** By `base`: where each has its endpoints, and which scope brings a refresh token. */
const ENDPOINTS = {
	'/api/v1': {
		authorize: '/oauth2/authorize',
		token: '/oauth2/token',
		scope: 'openid'
	},
	'/api/auth': {
		authorize: '/api/auth/oauth2/authorize',
		token: '/api/auth/oauth2/token',
		scope: 'openid offline_access'
	},
	'': { token: '/token' }
};

async function codeByBrowser(connection, service, cookie) {
	const { authorize, scope } = ENDPOINTS[service.base];
	const asked = new URLSearchParams({
		client_id: CLIENT,
		redirect_uri: CALLBACK,
		response_type: 'code',
		scope,
		state: 'state',
		nonce: 'nonce',
		code_challenge: CHALLENGE,
		code_challenge_method: 'S256'
	});
	const path = `${authorize}?${asked}`;
	const { head, ...reply } = await connection.exchange(encodeRequest(service, { path, cookie }));
	const code = /[?&]code=([^&\s]+)/.exec(head)?.[1];
	if (!code) throw new Error(`No code: ${head}\n${bodyOf({ head, ...reply }).slice(0, 300)}`);
	return decodeURIComponent(code);
}

const PEOPLE = 20;
const signedIn = new Map();

/** The cookies of somebody's session, which stays from turn to turn. */
async function sessionOf(connection, service, at) {
	const key = `${service.origin} ${at % PEOPLE}`;
	if (!signedIn.has(key))
		signedIn.set(key, await signIn(connection, service, service.people[at % PEOPLE]));
	return signedIn.get(key);
}

/** Codes of several people, each in a session of their own. */
export async function newCodes(connection, service, count) {
	const codes = [];
	for (let at = 0; at < count; at += 1) {
		if (service.base === '') codes.push((await call(connection, service, { path: '/code' })).body);
		else {
			const cookie = await sessionOf(connection, service, at);
			codes.push(await codeByBrowser(connection, service, cookie));
		}
	}
	return codes;
}

function tokenRequest(service, given) {
	const { token: path } = ENDPOINTS[service.base];
	const body = new URLSearchParams({ client_id: CLIENT, ...given });
	return encodeRequest(service, { method: 'POST', path, body, isPage: false });
}

export const exchangeRequest = (service, code) =>
	tokenRequest(service, {
		grant_type: 'authorization_code',
		code,
		redirect_uri: CALLBACK,
		code_verifier: VERIFIER
	});

export const refreshRequest = (service, token) =>
	tokenRequest(service, { grant_type: 'refresh_token', refresh_token: token });

/** @returns {Promise<object>} the tokens that a request brought */
export async function tokensOf(connection, request) {
	const reply = await connection.exchange(request);
	const body = bodyOf(reply);
	if (reply.status !== 200) throw new Error(`Tokens: ${reply.status}: ${body.slice(0, 300)}`);
	return JSON.parse(body);
}
