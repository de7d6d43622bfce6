/** Proof of possession: a key that no script can read, and one proof for each call. @see RFC 9449 */
import { exportJWK, SignJWT } from 'jose';

import { randomId } from './surroundings.ts';
import type { Prover } from './token-keeper.ts';

const ALGORITHM = 'ES256';

/** RFC 9449 §4.2, `ath`. */
async function hashOf(accessToken: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken));
	const text = String.fromCharCode(...new Uint8Array(digest));
	return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function createProver(): Prover {
	return {
		newKey: () =>
			crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']),

		async prove({ publicKey, privateKey }, { method, url, accessToken }) {
			const { kty, crv, x, y } = await exportJWK(publicKey);
			const ath = accessToken === undefined ? {} : { ath: await hashOf(accessToken) };
			return new SignJWT({ htm: method, htu: url, ...ath })
				.setProtectedHeader({ typ: 'dpop+jwt', alg: ALGORITHM, jwk: { kty, crv, x, y } as never })
				.setJti(randomId())
				.setIssuedAt()
				.sign(privateKey);
		}
	};
}
