/** OpenID Connect Discovery 1.0 §3 and §4.3. */
import * as client from 'openid-client';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, inject, test } from 'vitest';

import { both, relyingParty } from '../support/relying-party.ts';

test('oidcc-discovery-endpoint-verification: the document says what it has to, and what is true', async () => {
	const issuer = inject('issuer');
	const response = await fetch(`${issuer}/.well-known/openid-configuration`);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toMatch(/^application\/json\b/);
	const document = (await response.json()) as client.ServerMetadata;
	expect(document).toMatchObject({
		issuer,
		response_types_supported: ['code'],
		response_modes_supported: ['query'],
		code_challenge_methods_supported: ['S256'],
		authorization_response_iss_parameter_supported: true,
		request_uri_parameter_supported: false,
		token_endpoint_auth_methods_supported: [
			'none',
			'client_secret_basic',
			'client_secret_post',
			'private_key_jwt'
		],
		subject_types_supported: ['public']
	});
	expect(document.id_token_signing_alg_values_supported).toContain('RS256');
	expect(document.id_token_signing_alg_values_supported).not.toContain('none');
	expect(document.grant_types_supported?.toSorted()).toEqual([
		'authorization_code',
		'client_credentials',
		'refresh_token',
		'urn:ietf:params:oauth:grant-type:device_code',
		'urn:openid:params:grant-type:ciba'
	]);
	for (const scope of ['openid', 'profile', 'email', 'groups'])
		expect(document.scopes_supported).toContain(scope);
	for (const claim of ['sub', 'acr', 'amr', 'auth_time'])
		expect(document.claims_supported).toContain(claim);
	// Left out, it means that there is none, unlike `request_uri`.
	expect(document.request_parameter_supported).not.toBe(true);
	for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
		expect(new URL(document[name] as string).origin, name).toBe(issuer);
});

test('oidcc-discovery-endpoint-verification: each endpoint that it names is there', async () => {
	const document = (await relyingParty()).config.serverMetadata();
	const endpoints = Object.entries(document).filter(([name]) => name.endsWith('_endpoint'));
	expect(endpoints.length).toBeGreaterThan(3);
	for (const [name, address] of endpoints) {
		expect(new URL(address as string).origin, name).toBe(inject('issuer'));
		// One that takes one method is not found by the other.
		const asked = ['GET', 'POST'].map(async (method) => {
			return (await fetch(address as string, { method, redirect: 'manual' })).status;
		});
		expect(await Promise.all(asked), name).not.toEqual([404, 404]);
	}
});

test('oidcc-discovery-endpoint-verification: it stands at the place of RFC 8414 as well', async () => {
	const [openid, oauth] = await Promise.all(
		['openid-configuration', 'oauth-authorization-server'].map(async (name) => {
			const response = await fetch(`${inject('issuer')}/.well-known/${name}`);
			return (await response.json()) as object;
		})
	);
	expect(oauth).toEqual(openid);
});

test('oidcc-server-jwks: the keys have no private parts, and one of them signed the ID token', async () => {
	const { visitor, party } = await both();
	const { jwks_uri: address = '' } = party.config.serverMetadata();
	const { keys } = (await (await fetch(address)).json()) as { keys: Record<string, string>[] };
	for (const key of keys)
		expect(
			Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
		).toEqual([]);
	expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
	const { id_token: token = '' } = await party.signIn(visitor);
	expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid);
	const verified = jwtVerify(token, createRemoteJWKSet(new URL(address)), {
		issuer: inject('issuer'),
		audience: 'basic',
		algorithms: ['RS256'],
		// The server's clock is ahead of this one.
		currentDate: new Date(0)
	});
	await expect(verified).resolves.toBeDefined();
});

test('oidcc-discovery-issuer-mismatch: who reads it by another name is not answered as that one', async () => {
	const { config } = await relyingParty();
	expect(config.serverMetadata().issuer).toBe(inject('issuer'));
	const other = inject('issuer').replace('localhost', '127.0.0.1');
	const reading = client.discovery(new URL(other), 'basic', undefined, undefined, {
		execute: [client.allowInsecureRequests]
	});
	await expect(reading).rejects.toThrow();
});
