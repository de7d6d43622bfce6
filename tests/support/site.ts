/** The site of examples/forward-auth behind a real proxy, as its README starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { freePort } from './server-process.ts';

export const PROXIES = ['nginx', 'caddy'] as const;
export type Proxy = (typeof PROXIES)[number];

export interface SiteAddress {
	readonly proxy: Proxy;
	readonly host: string;
	readonly port: number;
	readonly origin: string;
}

export async function siteAddress(proxy: Proxy): Promise<SiteAddress> {
	const port = await freePort();
	const host = `${proxy}-site.localhost`;
	return { proxy, host, port, origin: `http://${host}:${port}` };
}

/** What an operator writes about it. */
export const rulesFor = ({ origin }: SiteAddress) => ({
	origin,
	rules: [
		{ path: '/', for: ['members'] },
		{ path: '/welcome', for: 'everybody' },
		{ path: '/admin', for: ['admins'], aal: 2 }
	]
});

export async function openSite(
	{ proxy, host, port }: SiteAddress,
	latchkey: string
): Promise<() => Promise<void>> {
	const { PATH = '' } = process.env;
	const child = spawn(process.execPath, [resolve('examples/forward-auth/server.mjs')], {
		env: { PATH, LATCHKEY_URL: latchkey, HOST: host, PORT: `${port}`, PROXY: proxy },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (some: string) => (said += some));
	await new Promise<void>((ready, fail) => {
		child.stdout.setEncoding('utf8').on('data', (some: string) => {
			if (some.includes('is open')) ready();
		});
		child.once('exit', (code) => fail(new Error(`The site ended (${code}):\n${said}`)));
	});
	return async () => {
		const gone = once(child, 'exit');
		child.kill();
		await gone;
	};
}

export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

interface Call {
	/** Sent as it is. */
	readonly path?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** A request by a program, byte by byte as it is given. */
export function callSite(
	{ host, port }: SiteAddress,
	{ path = '/', method = 'GET', headers = {}, body }: Call
): Promise<Answer> {
	return new Promise((settle, fail) => {
		const own = { host: `${host}:${port}`, ...headers };
		request({ host: '127.0.0.1', port, path, method, headers: own })
			.once('error', fail)
			.once('response', (response) => {
				const { statusCode: status = 0, headers: got } = response;
				text(response).then((said) => settle({ status, headers: got, body: said }), fail);
			})
			.end(body);
	});
}
