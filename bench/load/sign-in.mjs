/** The calls by which each service signs a person in. */
import { nextCode, PASSWORD } from '../seed/people.mjs';
import { call, encodeRequest, withConnection } from './request.mjs';

const isLatchkey = ({ base }) => base === '/api/v1';

/** What Latchkey leaves with a browser for good; better-auth leaves nothing. */
const KNOWN = /latchkey-known=[^;]+/;

function keepKnown(person, { cookie }) {
	[person.known] = KNOWN.exec(cookie) ?? [person.known];
}

/** @returns {Buffer} a sign-in with the right password, by the browser that the person came by before, if they did */
export function passwordRequest(service, person, { password = PASSWORD } = {}) {
	const { path, body } = isLatchkey(service)
		? { path: '/sign-in/password', body: { identifier: person.username, password } }
		: { path: '/sign-in/email', body: { email: person.email, password } };
	const cookie = person.known;
	return encodeRequest(service, { method: 'POST', path: service.base + path, cookie, body });
}

/** Has people sign in, so that they come again by a browser that is known, as most do. */
export async function makeKnown(service, people) {
	if (!isLatchkey(service)) return;
	await withConnection(service, async (connection) => {
		for (const person of people) keepKnown(person, await withPassword(connection, service, person));
	});
}

export async function withPassword(connection, service, person) {
	const { base } = service;
	const body = isLatchkey(service)
		? { identifier: person.username, password: PASSWORD }
		: { email: person.email, password: PASSWORD };
	const path = base + (isLatchkey(service) ? '/sign-in/password' : '/sign-in/email');
	return call(connection, service, { method: 'POST', path, body });
}

/** @returns {Promise<string>} the cookies of a new session */
export async function signIn(connection, service, person) {
	return (await withPassword(connection, service, person)).cookie;
}

/** The password of a person with an authenticator app; answers the request that is left to send. */
export async function beginTotp(connection, service, person) {
	const { cookie, body } = await withPassword(connection, service, person);
	const { base } = service;
	const rest = isLatchkey(service)
		? {
				path: `/challenges/${body.challenge.id}/answer`,
				code: { method: 'totp', answer: nextCode() }
			}
		: { path: '/two-factor/verify-totp', code: { code: nextCode() } };
	return encodeRequest(service, {
		method: 'POST',
		path: base + rest.path,
		cookie,
		body: rest.code
	});
}

/**
 * Both calls of signing in with a passkey, with the authenticator's signature between them. Whoever comes again does
 * so by the browser that they came by before, as people do: a new one would have a mail written.
 */
export async function signInWithPasskey(connection, service, person) {
	const { authenticator } = person;
	const { base } = service;
	if (isLatchkey(service)) {
		const path = `${base}/sign-in/passkey`;
		const begun = await call(connection, service, {
			method: 'POST',
			path: `${path}/options`,
			cookie: person.known,
			body: {}
		});
		const { ceremony, options } = begun.body;
		const body = { ceremony, response: authenticator.get(options) };
		const cookie = [begun.cookie, person.known].filter(Boolean).join('; ');
		const done = await call(connection, service, { method: 'POST', path, cookie, body });
		keepKnown(person, done);
		return done;
	}
	const begun = await call(connection, service, {
		path: `${base}/passkey/generate-authenticate-options`
	});
	const body = { response: authenticator.get(begun.body) };
	const path = `${base}/passkey/verify-authentication`;
	return call(connection, service, { method: 'POST', path, cookie: begun.cookie, body });
}
