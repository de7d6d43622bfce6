/** A relying party by openid-client, as strict as it gets: it verifies signatures that TLS would have vouched for. */
import { importJWK, type CryptoKey } from 'jose';
import * as client from 'openid-client';
import { inject } from 'vitest';

import { ahead } from './clock.ts';
import { CALLBACK, SECRET, type ClientId } from './clients.ts';
import { newVisitor, type Stop, type Visitor } from './visitor.ts';

type Params = Readonly<Record<string, string | undefined>>;
type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

const PUBLIC: readonly ClientId[] = ['public', 'native', 'bound', 'tool', 'gadget'];

async function authenticationOf(id: ClientId): Promise<client.ClientAuth> {
	if (PUBLIC.includes(id)) return client.None();
	if (id === 'post') return client.ClientSecretPost(SECRET);
	if (id !== 'keyed') return client.ClientSecretBasic(SECRET);
	const { kid = '', ...jwk } = inject('assertionKey');
	return client.PrivateKeyJwt({ kid, key: (await importJWK(jwk, 'ES256')) as CryptoKey });
}

/** As an application reads it from the discovery document, by the clock of the server. */
export const configurationOf = async (id: ClientId): Promise<client.Configuration> =>
	client.discovery(
		new URL(inject('issuer')),
		id,
		{ [client.clockSkew]: await ahead() },
		await authenticationOf(id),
		{ execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
	);

export interface Request {
	readonly url: URL;
	readonly verifier: string;
	readonly state: string;
	readonly nonce: string | undefined;
	/** Takes the answer that the browser brought, and checks all that there is to check. */
	finish(stop: Stop): Promise<Tokens>;
}

export interface RelyingParty {
	readonly config: client.Configuration;
	/** A parameter that is undefined is not sent. */
	request(params?: Params): Promise<Request>;
	/** All of it, in a browser that answers whatever it is asked. */
	signIn(visitor: Visitor, params?: Params): Promise<Tokens>;
	userinfo(tokens: Tokens): Promise<client.UserInfoResponse>;
}

export async function relyingParty(id: ClientId = 'basic'): Promise<RelyingParty> {
	const config = await configurationOf(id);

	const request: RelyingParty['request'] = async (own = {}) => {
		const verifier = client.randomPKCECodeVerifier();
		const state = client.randomState();
		const wanted: Params = {
			redirect_uri: CALLBACK,
			scope: 'openid',
			code_challenge: await client.calculatePKCECodeChallenge(verifier),
			code_challenge_method: 'S256',
			state,
			nonce: client.randomNonce(),
			...own
		};
		const sent = Object.entries(wanted).filter(([, value]) => value !== undefined);
		const url = client.buildAuthorizationUrl(
			config,
			Object.fromEntries(sent) as Record<string, string>
		);
		for (const [name, value] of Object.entries(own))
			if (value === undefined) url.searchParams.delete(name);
		const { nonce, max_age } = wanted;
		return {
			url,
			verifier,
			state,
			nonce,
			finish: ({ url: arrived }) =>
				client.authorizationCodeGrant(config, arrived, {
					pkceCodeVerifier: verifier,
					expectedState: state,
					...(nonce !== undefined && { expectedNonce: nonce }),
					...(max_age !== undefined && { maxAge: Number(max_age) }),
					idTokenExpected: true
				})
		};
	};

	return {
		config,
		request,
		async signIn(visitor, params) {
			const { url, finish } = await request(params);
			return finish(await visitor.answer(await visitor.open(url)));
		},
		userinfo: (tokens) =>
			client.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
	};
}

/** Somebody who is signed in here, and an application that nobody is asked about. */
export async function both(
	id: ClientId = 'basic'
): Promise<{ visitor: Visitor; party: RelyingParty }> {
	return { visitor: await newVisitor(), party: await relyingParty(id) };
}
