import { createHash } from 'node:crypto';

import {
	calculateJwkThumbprint,
	exportJWK,
	generateKeyPair,
	SignJWT,
	type CryptoKey,
	type JWK
} from 'jose';
import { describe, expect, test } from 'vitest';

import { createVerifier, type VerifierOptions } from './index.ts';

const ISSUER = 'https://id.example';
const AUDIENCE = 'https://notes.example/api';
const URL_ASKED = 'https://notes.example/api/notes?page=2';
const NOW = new Date('2026-03-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;

const signer = await generateKeyPair('ES256', { extractable: true });
const publicKey: JWK = { ...(await exportJWK(signer.publicKey)), kid: 'k1', alg: 'ES256' };
const holder = await generateKeyPair('ES256', { extractable: true });
const holderKey = await exportJWK(holder.publicKey);
const jkt = await calculateJwkThumbprint(holderKey);

const CLAIMS = {
	iss: ISSUER,
	sub: 'acc_1',
	aud: AUDIENCE,
	iat: SECONDS,
	exp: SECONDS + 900,
	jti: 'fam_1.0.hash',
	sid: 'ses_1',
	client_id: 'notes',
	acr: 'aal1',
	amr: ['pwd'],
	auth_time: SECONDS - 100
};

interface Signed {
	readonly claims?: object;
	readonly header?: object;
	readonly key?: CryptoKey | Uint8Array;
}

const token = ({ claims, header, key = signer.privateKey }: Signed = {}): Promise<string> =>
	new SignJWT({ ...CLAIMS, ...claims })
		.setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header })
		.sign(key);

interface Answers {
	readonly keys?: () => Response;
	readonly live?: () => Response;
}

function verifier(answers: Answers = {}, own: Partial<VerifierOptions> = {}) {
	const { keys = () => Response.json({ keys: [publicKey] }), live } = answers;
	const asked: { readonly path: string; readonly authorization: string | null }[] = [];
	const send = async (input: RequestInfo | URL, init?: RequestInit) => {
		const { url, headers } = new Request(input, init);
		const path = new URL(url).pathname;
		asked.push({ path, authorization: headers.get('authorization') });
		return path === '/.well-known/jwks.json'
			? keys()
			: (live?.() ?? new Response('', { status: 404 }));
	};
	const settings = { issuer: ISSUER, audience: AUDIENCE, now: () => NOW, fetch: send };
	return { ...createVerifier({ ...settings, ...own }), asked };
}

const call = (
	given: string,
	{ scheme = 'Bearer', proof }: { scheme?: string; proof?: string } = {}
) => ({
	method: 'GET',
	url: URL_ASKED,
	headers: { authorization: `${scheme} ${given}`, ...(proof !== undefined && { dpop: proof }) }
});

describe('an access token', async () => {
	test('that Latchkey has signed for this API says who calls', async () => {
		const { verify, asked } = verifier();
		expect(await verify(call(await token()))).toMatchObject({ sub: 'acc_1', sid: 'ses_1' });
		const { method, url, headers } = call(await token());
		expect(await verify(new Request(url, { method, headers }))).toMatchObject({ sub: 'acc_1' });
		// The keys are kept.
		expect(asked).toHaveLength(1);
	});

	const other = await generateKeyPair('ES256');
	const rsa = await generateKeyPair('RS256');
	const secret = new TextEncoder().encode(JSON.stringify(publicKey));
	const none = [{ alg: 'none', typ: 'at+jwt', kid: 'k1' }, CLAIMS]
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	test.each<[string, string]>([
		['of somebody else’s key', await token({ key: other.privateKey })],
		['of a key that is not published', await token({ header: { kid: 'k2' } })],
		['by another algorithm', await token({ key: rsa.privateKey, header: { alg: 'RS256' } })],
		['by the public key as a secret', await token({ key: secret, header: { alg: 'HS256' } })],
		['that nobody has signed', `${none}.`],
		['that nobody has signed, with something in its place', `${none}.AAAA`],
		['of another type', await token({ header: { typ: 'JWT' } })],
		['without a type', await token({ header: { typ: undefined } })],
		['of another issuer', await token({ claims: { iss: 'https://evil.example' } })],
		['for another API', await token({ claims: { aud: 'https://notes.example/apis' } })],
		['for nobody', await token({ claims: { aud: undefined } })],
		['that has expired', await token({ claims: { exp: SECONDS } })],
		['that never expires', await token({ claims: { exp: undefined } })],
		['without a session', await token({ claims: { sid: undefined } })],
		['whose binding cannot be read', await token({ claims: { cnf: {} } })],
		['that was changed', (await token()).replace(/\.[^.]+\./, '.e30.')],
		['that is none', 'nonsense'],
		['that is too long', `${await token()}${'A'.repeat(9000)}`]
	])('%s is refused', async (_, given) => {
		const refused = {
			code: 'invalid_token',
			status: 401,
			challenge: 'Bearer error="invalid_token"'
		};
		await expect(verifier().verify(call(given))).rejects.toMatchObject(refused);
	});

	test('that is missing is asked for', async () => {
		const missing = verifier().verify({ method: 'GET', url: URL_ASKED, headers: {} });
		await expect(missing).rejects.toMatchObject({ code: 'token_missing', challenge: 'Bearer' });
	});

	test('is not judged where the keys cannot be had', async () => {
		const failing = [
			() => new Response('', { status: 503 }),
			() => new Response('nonsense'),
			() => {
				throw new TypeError('fetch failed');
			}
		];
		for (const keys of failing) {
			const unknown = verifier({ keys }).verify(call(await token()));
			await expect(unknown).rejects.toMatchObject({ code: 'unavailable', status: 503 });
		}
	});
});

describe('a token that is bound to a key', async () => {
	const bound = await token({ claims: { cnf: { jkt } } });
	const ath = createHash('sha256').update(bound).digest('base64url');
	let count = 0;
	const proof = ({ claims, header, key = holder.privateKey }: Signed = {}): Promise<string> => {
		count += 1;
		const own = { htm: 'GET', htu: 'https://notes.example/api/notes', jti: `proof-${count}`, ath };
		return new SignJWT({ ...own, iat: SECONDS, ...claims })
			.setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: holderKey, ...header })
			.sign(key);
	};
	const dpop = (given: string) => call(bound, { scheme: 'DPoP', proof: given });

	test('is good with a proof of that key for this call', async () => {
		expect(await verifier().verify(dpop(await proof()))).toMatchObject({ cnf: { jkt } });
	});

	test('is refused as a bearer token, and one that is not bound as a bound one', async () => {
		const { verify } = verifier();
		const refused = { code: 'invalid_token' };
		await expect(verify(call(bound, { proof: await proof() }))).rejects.toMatchObject(refused);
		const unbound = call(await token(), { scheme: 'DPoP', proof: await proof() });
		await expect(verify(unbound)).rejects.toMatchObject(refused);
	});

	const thief = await generateKeyPair('ES256', { extractable: true });
	const thiefKey = await exportJWK(thief.publicKey);
	test.each<[string, string | undefined]>([
		['no proof', undefined],
		['a proof of another key', await proof({ key: thief.privateKey, header: { jwk: thiefKey } })],
		['a proof by another key than it names', await proof({ key: thief.privateKey })],
		['a proof for another method', await proof({ claims: { htm: 'POST' } })],
		['a proof for another address', await proof({ claims: { htu: 'https://notes.example/api' } })],
		[
			'a proof for another origin',
			await proof({ claims: { htu: 'https://evil.example/api/notes' } })
		],
		['a proof for no address', await proof({ claims: { htu: 'nowhere' } })],
		['a proof for another token', await proof({ claims: { ath: 'AAAA' } })],
		['a proof for no token', await proof({ claims: { ath: undefined } })],
		['an old proof', await proof({ claims: { iat: SECONDS - 61 } })],
		['a proof of the future', await proof({ claims: { iat: SECONDS + 61 } })],
		['a proof without an id', await proof({ claims: { jti: undefined } })],
		['a proof of another type', await proof({ header: { typ: 'JWT' } })],
		['the token as its proof', bound]
	])('is refused with %s', async (_, given) => {
		const asked = call(bound, { scheme: 'DPoP', ...(given !== undefined && { proof: given }) });
		const refused = { code: 'invalid_dpop_proof', challenge: 'DPoP error="invalid_dpop_proof"' };
		await expect(verifier().verify(asked)).rejects.toMatchObject(refused);
	});

	test('takes each proof once, of fifty callers at once, too', async () => {
		const { verify } = verifier();
		const given = await proof();
		const results = await Promise.allSettled(Array.from({ length: 50 }, () => verify(dpop(given))));
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});

describe('asked each time', () => {
	const live = { key: 'lka_key' };

	test('Latchkey says whether the session lives', async () => {
		let active = true;
		const { verify, asked } = verifier({ live: () => Response.json({ active }) }, { live });
		expect(await verify(call(await token()))).toMatchObject({ sub: 'acc_1' });
		expect(asked.at(-1)).toEqual({
			path: '/api/v1/tokens/introspect',
			authorization: 'Bearer lka_key'
		});
		active = false;
		await expect(verify(call(await token()))).rejects.toMatchObject({ code: 'invalid_token' });
	});

	test('nobody gets in where it does not', async () => {
		const failing = [
			() => new Response('', { status: 503 }),
			() => Response.json({ active: true }, { status: 401 }),
			() => Response.json({ active: 'yes' }),
			() => Response.json({})
		];
		for (const answer of failing) {
			const unknown = verifier({ live: answer }, { live }).verify(call(await token()));
			await expect(unknown).rejects.toMatchObject({ code: 'unavailable', status: 503 });
		}
	});
});

describe('what needs more', () => {
	test('a stronger or younger proof is asked for in words that a client understands', async () => {
		const { verify } = verifier();
		const asked = call(await token());
		await expect(verify(asked, { acr: 'aal2', maxAgeSeconds: 300 })).rejects.toMatchObject({
			code: 'insufficient_user_authentication',
			challenge: 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"'
		});
		await expect(verify(asked, { maxAgeSeconds: 99 })).rejects.toMatchObject({ status: 401 });
		expect(await verify(asked, { maxAgeSeconds: 100 })).toMatchObject({ sub: 'acc_1' });
		const strong = call(await token({ claims: { acr: 'aal2' } }));
		expect(await verify(strong, { acr: 'aal2' })).toMatchObject({ acr: 'aal2' });
	});
});
