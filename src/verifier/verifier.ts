/** Whether a request to an API comes with a good access token of Latchkey. docs/client.md */
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload } from 'jose';

import { createProofCheck, createReplays, type Replays } from './dpop.ts';
import { createStanding, type EndedOptions } from './standing.ts';
import { now as systemNow } from './surroundings.ts';
import { TokenError } from './token-error.ts';

/** What an access token says. @see RFC 9068 §2.2 */
export interface AccessTokenClaims {
	readonly iss: string;
	/** The account. */
	readonly sub: string;
	readonly aud: string | readonly string[];
	readonly exp: number;
	readonly iat: number;
	readonly jti: string;
	/** The session. */
	readonly sid: string;
	readonly client_id: string;
	readonly acr: 'aal1' | 'aal2' | 'aal3';
	readonly amr: readonly string[];
	/** When something was proven last, in seconds. */
	readonly auth_time: number;
	readonly cnf?: { readonly jkt: string };
	/** What the account has allowed the application in this session, and in all of them. */
	readonly grant_id?: string;
	readonly consent_id?: string;
	/** It outlives the session. */
	readonly offline_access?: boolean;
}

export interface VerifierOptions {
	/** The origin of Latchkey. */
	readonly issuer: string;
	/** The `audience` of the client whose tokens this API takes. */
	readonly audience: string;
	/**
	 * Asks Latchkey with each request whether the session lives, by the key of an application: then what ended is over
	 * at once, and where Latchkey does not answer nobody gets in.
	 */
	readonly live?: { readonly key: string };
	/** Holds a list of what has ended, by a stream: each request costs no call, and what ended is over within moments. */
	readonly ended?: EndedOptions;
	/** Where proofs are remembered; in this process if not given. */
	readonly replays?: Replays;
	readonly fetch?: typeof fetch;
	readonly now?: () => Date;
}

/** A request as `fetch` has it, or as Node's own server does. */
export interface IncomingCall {
	readonly method: string;
	/** As the caller sees it: with the public origin, also behind a proxy. */
	readonly url: string;
	readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What a call needs beyond a good token. */
export interface Needs {
	readonly acr?: 'aal2' | 'aal3';
	/** How old the last proof may be. */
	readonly maxAgeSeconds?: number;
}

export interface Verifier {
	/** Refuses with a `TokenError`. */
	verify(call: IncomingCall, needs?: Needs): Promise<AccessTokenClaims>;
	/** Listens to nothing any more. */
	close(): void;
}

const KEYS_MS = 10 * 60_000;
const MAX_TOKEN = 8192;
const AUTHORIZATION = /^(Bearer|DPoP) ([\w-]+\.[\w-]+\.[\w-]+)$/i;

function headerOf({ headers }: IncomingCall, name: string): string | undefined {
	if (headers instanceof Headers) return headers.get(name) ?? undefined;
	const value = headers[name];
	return typeof value === 'string' ? value : undefined;
}

function shown(call: IncomingCall): { scheme: string; token: string } {
	const authorization = headerOf(call, 'authorization');
	if (authorization === undefined) throw new TokenError('token_missing');
	const [, scheme = '', token = ''] = AUTHORIZATION.exec(authorization) ?? [];
	if (!token || token.length > MAX_TOKEN) throw new TokenError('invalid_token');
	return { scheme, token };
}

const isTexts = (value: unknown): boolean =>
	Array.isArray(value) && value.every((each) => typeof each === 'string');

function claimsOf(payload: JWTPayload): AccessTokenClaims {
	const texts = ['sub', 'jti', 'sid', 'client_id', 'acr'].map((name) => payload[name]);
	const isWhole =
		texts.every((each) => typeof each === 'string' && each !== '') &&
		typeof payload['auth_time'] === 'number' &&
		isTexts(payload['amr']);
	const { cnf } = payload as { readonly cnf?: { readonly jkt?: unknown } | null };
	const isBound = cnf === undefined || typeof cnf?.jkt === 'string';
	// A binding that cannot be read is no reason to go without.
	if (!isWhole || !isBound) throw new TokenError('invalid_token');
	return payload as unknown as AccessTokenClaims;
}

/** A key set that cannot be had says nothing about the token. */
const isOfToken = (error: unknown): boolean =>
	error instanceof errors.JOSEError &&
	!(error instanceof errors.JWKSTimeout) &&
	!(error instanceof errors.JWKSInvalid) &&
	error.code !== 'ERR_JOSE_GENERIC';

function requireNeeds({ acr, auth_time }: AccessTokenClaims, needs: Needs, now: Date): void {
	const { acr: level, maxAgeSeconds } = needs;
	const isHighEnough = level === undefined || acr >= level;
	const isYoungEnough =
		maxAgeSeconds === undefined || now.getTime() / 1000 - auth_time <= maxAgeSeconds;
	if (isHighEnough && isYoungEnough) return;
	const asks =
		(level === undefined ? '' : `, acr_values="${level}"`) +
		(maxAgeSeconds === undefined ? '' : `, max_age="${maxAgeSeconds}"`);
	throw new TokenError('insufficient_user_authentication', { asks });
}

export function createVerifier(options: VerifierOptions): Verifier {
	const { issuer, audience, live, ended, fetch: send = fetch, now = systemNow } = options;
	const { replays = createReplays(now) } = options;
	const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), {
		cacheMaxAge: KEYS_MS,
		[customFetch]: send
	});
	const prove = createProofCheck({ now, replays });
	const standing = createStanding({ issuer, live, ended, fetch: send, now });

	const read = async (token: string): Promise<AccessTokenClaims> => {
		try {
			const { payload } = await jwtVerify(token, keys, {
				issuer,
				audience,
				typ: 'at+jwt',
				// Named here, whatever a token says of itself. RFC 8725 §3.1.
				algorithms: ['ES256'],
				requiredClaims: ['exp', 'iat'],
				currentDate: now()
			});
			return claimsOf(payload);
		} catch (cause) {
			if (cause instanceof TokenError) throw cause;
			throw new TokenError(isOfToken(cause) ? 'invalid_token' : 'unavailable', { cause });
		}
	};

	/** A token that is bound to a key is none without its proof, and one that is not bound is no other. */
	const requireProof = async (
		call: IncomingCall,
		{ scheme, token, jkt }: { scheme: string; token: string; jkt: string | undefined }
	) => {
		const isDpop = scheme.toLowerCase() === 'dpop';
		if (isDpop !== (jkt !== undefined)) throw new TokenError('invalid_token');
		if (jkt === undefined) return;
		const { method, url } = call;
		const proof = headerOf(call, 'dpop');
		await prove({ proof, method, url, accessToken: token, thumbprint: jkt });
	};

	return {
		async verify(call, needs = {}) {
			const { scheme, token } = shown(call);
			const claims = await read(token);
			await requireProof(call, { scheme, token, jkt: claims.cnf?.jkt });
			await standing.require(token, claims);
			requireNeeds(claims, needs, now());
			return claims;
		},
		close: standing.close
	};
}
