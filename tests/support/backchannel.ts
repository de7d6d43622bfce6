/** Applications that ask people's phones, without a browser here: openid-client as their half of CIBA. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import * as client from 'openid-client';

import { hashSecret } from '#lib/server/core/secret.ts';
import { test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

const SECRET = 'a secret that the application and its operator know';

interface Told {
	readonly authorization: string | undefined;
	readonly body: string;
}

/** Where an application is told that somebody has answered. */
export interface Listener {
	readonly uri: string;
	readonly told: readonly Told[];
	/** With these it answers next, and else that it has taken it. */
	readonly answers: number[];
}

async function listen(): Promise<Listener & { close(): Promise<void> }> {
	const told: Told[] = [];
	const answers: number[] = [];
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			told.push({ authorization: request.headers.authorization, body });
			response.writeHead(answers.shift() ?? 204, { location: '/elsewhere' }).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`;
	const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
	return { uri, told, answers, close };
}

export const test = base.extend<object, { listener: Listener }>({
	listener: [
		async ({}, use) => {
			const { close, ...listener } = await listen();
			await use(listener);
			await close();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ listener: { uri } }, use) => {
			const shared = {
				authentication: 'client_secret_basic',
				secretHash: hashSecret(SECRET),
				consent: 'implied',
				grants: ['ciba', 'refresh_token']
			};
			const clients = [
				{
					...shared,
					id: 'bank',
					name: 'Bank',
					grants: [...shared.grants, 'authorization_code'],
					redirectUris: ['https://bank.example.org/callback'],
					offlineAccess: true
				},
				{ ...shared, id: 'rival', name: 'Rival', grants: ['ciba'] },
				{ ...shared, id: 'told', name: 'Told', backchannelNotificationUri: uri }
			];
			await use({ LATCHKEY_CLIENTS: JSON.stringify(clients) });
		},
		{ scope: 'worker' }
	]
});

/** As the application reads it from the discovery document. */
export function discover(
	{ origin, now }: { readonly origin: string; readonly now: () => Date },
	id: 'bank' | 'rival' | 'told' = 'bank'
): Promise<client.Configuration> {
	const skew = { [client.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000) };
	return client.discovery(new URL(origin), id, skew, client.ClientSecretBasic(SECRET), {
		execute: [client.allowInsecureRequests]
	});
}

export const BINDING = 'Counter 4, code W4SCT';

export const askFor = (
	config: client.Configuration,
	login_hint: string,
	own: Readonly<Record<string, string>> = {}
) =>
	client.initiateBackchannelAuthentication(config, {
		scope: 'openid profile',
		login_hint,
		binding_message: BINDING,
		...own
	});

interface Called {
	readonly status: number;
	readonly headers: Headers;
	readonly body: Readonly<Record<string, unknown>>;
}

/** As no library would call. */
export async function call(
	{ origin }: { readonly origin: string },
	path: 'token' | 'backchannel-authentication',
	{ id = 'bank', ...form }: Readonly<Record<string, string>>
): Promise<Called> {
	const credentials = Buffer.from(`${id}:${encodeURIComponent(SECRET)}`).toString('base64');
	const response = await fetch(`${origin}/oauth2/${path}`, {
		method: 'POST',
		headers: { authorization: `Basic ${credentials}` },
		body: new URLSearchParams(form)
	});
	const { status, headers } = response;
	return { status, headers, body: (await response.json()) as Called['body'] };
}

export const CIBA = 'urn:openid:params:grant-type:ciba';

/** Asks what came of it; as fast as it likes. */
export const pollOnce = (
	server: { readonly origin: string },
	auth_req_id: string,
	id: 'bank' | 'rival' = 'bank'
) => call(server, 'token', { id, grant_type: CIBA, auth_req_id });
