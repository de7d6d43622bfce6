/** The applications that every provider is asked to serve: programs at people's, without a secret; and one that asks phones. */
import { createHash } from 'node:crypto';

export const CLIENT = 'bench';
export const CALLBACK = 'https://app.example.org/callback';

/** RFC 7636 §4.2; one for all codes, since a verifier costs the same whether it is old or new. */
export const VERIFIER = 'v'.repeat(43);
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export const SCREENS = 'bench-screens';

export const COUNTER = { id: 'bench-counter', secret: 's'.repeat(43) };

/** @type {readonly object[]} as LATCHKEY_CLIENTS has them */
export const clients = [
	{ id: CLIENT, name: 'Bench', redirectUris: [CALLBACK], consent: 'implied' },
	{ id: SCREENS, name: 'Bench screens', audience: 'https://api.example.org' },
	{
		id: COUNTER.id,
		name: 'Bench counter',
		grants: ['ciba'],
		consent: 'implied',
		authentication: 'client_secret_basic',
		secretHash: createHash('sha256').update(COUNTER.secret).digest('base64url')
	}
];

/** Behind a proxy, open to whoever has an account. */
export const SITE = {
	origin: 'http://site.localhost:8080',
	rules: [{ path: '/', for: 'accounts' }]
};
