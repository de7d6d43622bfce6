/** An application that has people sign in here: a strict relying party by openid-client, at an origin of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import * as client from 'openid-client';

import { hashSecret } from '#lib/server/core/secret.ts';
import { expect, test as base } from './fixtures.ts';

export { expect };

const SECRET = 'a secret that the application and its operator know';

interface Application {
	readonly origin: string;
	readonly callback: string;
}

async function serveApplication(): Promise<Application & { close(): Promise<void> }> {
	const server = createServer((_, response) => {
		response.setHeader('content-type', 'text/html').end('<!doctype html><title>Shop</title>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		origin,
		callback: `${origin}/callback`,
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

export const test = base.extend<object, { application: Application }>({
	application: [
		async ({}, use) => {
			const { close, ...application } = await serveApplication();
			await use(application);
			await close();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ application: { origin, callback }, environment }, use) => {
			const bye = `${origin}/bye`;
			const shared = {
				redirectUris: [callback],
				postLogoutRedirectUris: [bye],
				origins: [origin]
			};
			const confidential = {
				...shared,
				authentication: 'client_secret_basic',
				secretHash: hashSecret(SECRET)
			};
			const clients = [
				{ ...confidential, id: 'shop', name: 'Shop', offlineAccess: true },
				{ ...confidential, id: 'own', name: 'Own', consent: 'implied' },
				{ ...shared, id: 'page', name: 'Page', offlineAccess: true },
				{ id: 'tool', name: 'Tool', grants: ['device_code', 'refresh_token'] },
				{ ...shared, id: 'bound', name: 'Bound', consent: 'implied', mustProveKey: true }
			];
			await use({ ...environment, LATCHKEY_CLIENTS: JSON.stringify(clients) });
		},
		{ scope: 'worker' }
	]
});

type Configuration = client.Configuration;

export interface Discovered {
	readonly origin: string;
	readonly now: () => Date;
}

/** As the application reads it from the discovery document. */
export function discover(
	{ origin, now }: Discovered,
	id: 'shop' | 'own' | 'page' | 'bound' | 'tool'
): Promise<Configuration> {
	const isPublic = id === 'page' || id === 'bound' || id === 'tool';
	const authentication = isPublic ? client.None() : client.ClientSecretBasic(SECRET);
	// A proof says when it was made, and tests move the server's clock.
	const skew = { [client.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000) };
	return client.discovery(new URL(origin), id, skew, authentication, {
		execute: [client.allowInsecureRequests]
	});
}

interface Begun {
	readonly url: string;
	/** Takes the answer that the browser brought back. */
	finish(address: string): ReturnType<typeof client.authorizationCodeGrant>;
}

export async function beginSignIn(
	config: Configuration,
	{ callback }: Pick<Application, 'callback'>,
	own: Readonly<Record<string, string>> = {}
): Promise<Begun> {
	const pkceCodeVerifier = client.randomPKCECodeVerifier();
	const expectedState = client.randomState();
	const expectedNonce = client.randomNonce();
	const url = client.buildAuthorizationUrl(config, {
		redirect_uri: callback,
		scope: 'openid profile email',
		code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
		code_challenge_method: 'S256',
		state: expectedState,
		nonce: expectedNonce,
		...own
	});
	return {
		url: url.href,
		finish: (address) =>
			client.authorizationCodeGrant(config, new URL(address), {
				pkceCodeVerifier,
				expectedState,
				expectedNonce,
				idTokenExpected: true
			})
	};
}
