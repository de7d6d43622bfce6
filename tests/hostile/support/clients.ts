/** Clients as the server hears them: pages at origins of their own and apps, without cookies; and the keys they prove. */
import { createHash, randomUUID } from 'node:crypto';

import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

import type { Person } from '../../support/person.ts';
import { openBoth } from './both.ts';
import { done } from './browser.ts';
import type { Answer, Headers } from './http.ts';
import type { World } from './world.ts';

const clientAt = (id: string, more: object = {}) => ({
	id,
	name: id,
	origins: [`https://${id}.example`],
	audience: `https://${id}.example/api`,
	...more
});

export const openClients = () =>
	openBoth({
		LATCHKEY_CLIENTS: JSON.stringify([
			clientAt('notes'),
			clientAt('bank'),
			clientAt('bound', { mustProveKey: true })
		])
	});

export interface Pair {
	readonly accessToken: string;
	readonly refreshToken: string;
	readonly tokenType: string;
}

interface Call {
	readonly client?: string;
	readonly method?: string;
	readonly body?: object;
	readonly headers?: Headers;
	readonly port?: number;
}

/** A call from the page of a client. A header of the call wins, and one that is undefined is not sent. */
export function callBy(
	world: Pick<World, 'browser'>,
	path: string,
	{ client = 'notes', method = 'POST', body, headers, port }: Call = {}
): Promise<Answer> {
	return world.browser().send(
		{
			method,
			path: `/api/v1${path}`,
			headers: {
				origin: `https://${client}.example`,
				'latchkey-client': client,
				...(body && { 'content-type': 'application/json' }),
				...headers
			},
			body: body && JSON.stringify(body)
		},
		port
	);
}

export const sessionBy = (
	world: Pick<World, 'browser'>,
	accessToken: string,
	{ headers, ...call }: Call & { scheme?: string } = {}
): Promise<Answer> =>
	callBy(world, '/tokens/session', {
		...call,
		method: 'GET',
		headers: { authorization: `${call.scheme ?? 'Bearer'} ${accessToken}`, ...headers }
	});

export const refreshBy = (
	world: Pick<World, 'browser'>,
	refreshToken: string,
	call: Call = {}
): Promise<Answer> => callBy(world, '/tokens/refresh', { ...call, body: { refreshToken } });

/** The code that a client gets for somebody's password. */
export async function codeBy(
	world: World,
	{ username: identifier, password }: Person,
	call: Call = {}
): Promise<string> {
	const body = { identifier, password, staySignedIn: true };
	const { code } = await done(callBy(world, '/sign-in/password', { ...call, body }));
	return `${code}`;
}

export async function signInBy(world: World, person: Person, call: Call = {}): Promise<Pair> {
	const code = await codeBy(world, person, { ...call, headers: {} });
	return (await done(callBy(world, '/tokens', { ...call, body: { code } }))) as unknown as Pair;
}

export type ProvingKey = Awaited<ReturnType<typeof newKey>>;

/** A key that a client holds, and proofs of it: right, but for what is said. RFC 9449 §4.2. */
export async function newKey({ server, origin }: World) {
	const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
	const jwk = await exportJWK(publicKey);
	const iat = (): number => Math.floor(server.now().getTime() / 1000);
	return {
		jwk,
		privateKey,
		iat,
		prove: (path: string, claims: JWTPayload = {}, header: object = {}): Promise<string> =>
			new SignJWT({
				htm: path === '/tokens/session' ? 'GET' : 'POST',
				htu: `${origin}/api/v1${path}`,
				jti: randomUUID(),
				iat: iat(),
				...claims
			})
				.setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
				.sign(privateKey)
	};
}

export const athOf = (token: string): string =>
	createHash('sha256').update(token).digest('base64url');
