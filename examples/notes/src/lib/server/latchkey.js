/** Latchkey, by OpenID Connect: whom it names, and until when. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';

const {
	LATCHKEY_URL: issuer = 'http://localhost:3000',
	CLIENT_ID: clientId = 'notes',
	CLIENT_SECRET: clientSecret,
	ORIGIN: origin = 'http://localhost:4001'
} = process.env;

/** Where this site is, whatever stands in front of it. */
export { origin };

const REDIRECT_URI = `${origin}/signed-in`;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let discovered;

/** Asked once; again if that failed. */
function discover() {
	const isLocal = issuer.startsWith('http://');
	discovered ??= openid
		.discovery(new URL(issuer), clientId, clientSecret, undefined, {
			execute: isLocal ? [openid.allowInsecureRequests] : []
		})
		.catch((error) => {
			discovered = undefined;
			throw error;
		});
	return discovered;
}

let keys;
async function keySet() {
	const { jwks_uri: uri } = (await discover()).serverMetadata();
	keys ??= createRemoteJWKSet(new URL(uri));
	return keys;
}

/** Where to send the browser, and what to keep until it is back. `acr` asks for that assurance, proven just now. */
export async function beginSignIn({ acr } = {}) {
	const kept = {
		verifier: openid.randomPKCECodeVerifier(),
		state: openid.randomState(),
		nonce: openid.randomNonce()
	};
	const url = openid.buildAuthorizationUrl(await discover(), {
		redirect_uri: REDIRECT_URI,
		scope: 'openid profile groups',
		state: kept.state,
		nonce: kept.nonce,
		code_challenge: await openid.calculatePKCECodeChallenge(kept.verifier),
		code_challenge_method: 'S256',
		...(acr && { acr_values: acr })
	});
	return { url, kept };
}

/** Throws for an answer that is not to what was asked, or says that the person declined. */
export async function completeSignIn(url, { verifier, state, nonce }) {
	const here = new URL(url.pathname + url.search, origin);
	const server = await discover();
	const tokens = await openid.authorizationCodeGrant(server, here, {
		pkceCodeVerifier: verifier,
		expectedState: state,
		expectedNonce: nonce,
		idTokenExpected: true
	});
	const claims = tokens.claims();
	// The ID token says who and how well; names and groups are asked for.
	const person = await openid.fetchUserInfo(server, tokens.access_token, claims.sub);
	return { claims: { ...person, ...claims }, idToken: tokens.id_token };
}

export async function signOutUrl(idToken) {
	return openid.buildEndSessionUrl(await discover(), {
		id_token_hint: idToken,
		post_logout_redirect_uri: `${origin}/`
	});
}

/** The session that has ended at Latchkey, from what it posts here. OpenID Connect Back-Channel Logout §2.6. */
export async function endedSession(logoutToken) {
	const { payload } = await jwtVerify(logoutToken, await keySet(), {
		issuer,
		audience: clientId,
		typ: 'logout+jwt',
		algorithms: ['RS256', 'ES256'],
		requiredClaims: ['iat', 'exp', 'jti', 'events']
	});
	const isLogout = Object.hasOwn(payload.events ?? {}, LOGOUT_EVENT) && !('nonce' in payload);
	if (!isLogout) throw new Error('That is no logout token.');
	return { sid: payload.sid, sub: payload.sub };
}
