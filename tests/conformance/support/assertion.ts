/** What the application `keyed` shows itself by, honest but for what is said. RFC 7523 §3. */
import { randomUUID } from 'node:crypto';

import { generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { inject } from 'vitest';

import { now } from './clock.ts';

interface Own {
	readonly alg?: string;
	readonly by?: CryptoKey;
	readonly iss?: string;
	readonly sub?: string;
	readonly aud?: string;
	readonly jti?: string | undefined;
	/** In seconds from now. */
	readonly exp?: number | undefined;
	readonly nbf?: number;
}

/** Its own, or one of nobody's where another algorithm is asked for. */
async function keyFor(alg: string, by: CryptoKey | undefined): Promise<CryptoKey> {
	if (by) return by;
	if (alg === 'ES256') return (await importJWK(inject('assertionKey'), alg)) as CryptoKey;
	return (await generateKeyPair(alg)).privateKey;
}

export async function assertionOf(own: Own = {}): Promise<string> {
	const at = Math.floor((await now()).getTime() / 1000);
	const {
		alg = 'ES256',
		by,
		exp,
		nbf,
		...named
	} = {
		exp: 60,
		iss: 'keyed',
		sub: 'keyed',
		aud: inject('issuer'),
		jti: randomUUID(),
		...own
	};
	// What is undefined is left out.
	const later = (seconds: number | undefined) => seconds && at + seconds;
	return new SignJWT({ ...named, iat: at, exp: later(exp), nbf: later(nbf) } as JWTPayload)
		.setProtectedHeader({ alg, kid: inject('assertionKey').kid ?? '' })
		.sign(await keyFor(alg, by));
}

export const shownBy = (client_assertion: string) => ({
	client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
	client_assertion
});
