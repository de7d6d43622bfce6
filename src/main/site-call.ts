/** What a proxy says that a browser has asked of a site. Only one that is trusted is believed. */
import type { IncomingMessage } from 'node:http';

import {
	forwardAuthRefusals as refuse,
	type ForwardAuth,
	type Site
} from '#lib/server/forward-auth/index.ts';

export interface SiteCall {
	readonly site: Site;
	/** As the browser spelled it. */
	readonly path: string;
	/** With its question mark; empty where there is none. */
	readonly query: string;
	/** Whether a person is going there, whom a page can be shown. */
	readonly isVisit: boolean;
	/** nginx reads a status and headers of what is answered, and shows none of it. */
	readonly isStatusOnly: boolean;
}

interface Deps {
	readonly forwardAuth: Pick<ForwardAuth, 'find'>;
	readonly trusts: (address: string) => boolean;
}

type Request = Pick<IncomingMessage, 'headers' | 'socket'>;

const ORIGINAL = /^(https?:\/\/[^/?#\s\\@]+)(\/.*)$/i;
const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i;
/** As some proxies name the scheme of a WebSocket. */
const SCHEMES: Readonly<Record<string, string>> = {
	http: 'http',
	https: 'https',
	ws: 'http',
	wss: 'https'
};

function originOf(scheme: string, host: string): string {
	if (!HOST.test(host)) throw refuse.unclear();
	const url = URL.parse(`${scheme}://${host}`);
	if (!url) throw refuse.unclear();
	return url.origin;
}

function requireProxy({ socket }: Request, trusts: Deps['trusts']): void {
	if (!trusts(socket.remoteAddress ?? '')) throw refuse.notAProxy();
}

const header = ({ headers }: Request, name: string): string | undefined => {
	const value = headers[name];
	return typeof value === 'string' && value !== '' ? value : undefined;
};

/** By `X-Forwarded-Proto` and `X-Forwarded-Host`. */
function forwardedOrigin(request: Request): string {
	const scheme = SCHEMES[header(request, 'x-forwarded-proto')?.toLowerCase() ?? ''];
	const host = header(request, 'x-forwarded-host');
	if (!scheme || !host) throw refuse.unclear();
	return originOf(scheme, host);
}

interface Asked {
	readonly origin: string;
	readonly target: string;
	readonly method: string | undefined;
}

/** As nginx is told to say it, or as Caddy and Traefik do. Both at once is one of them and whoever asked. */
function askedOf(request: Request): Asked {
	const original = header(request, 'x-original-url');
	const target = header(request, 'x-forwarded-uri');
	if ((original === undefined) === (target === undefined)) throw refuse.unclear();
	if (target !== undefined) {
		const method = header(request, 'x-forwarded-method');
		return { origin: forwardedOrigin(request), target, method };
	}
	const [, start = '', rest = ''] = ORIGINAL.exec(original ?? '') ?? [];
	const [scheme = '', host = ''] = start.split('://');
	const method = header(request, 'x-original-method');
	return { origin: originOf(scheme, host), target: rest, method };
}

function isVisit(request: Request, method: string | undefined): boolean {
	if (method !== 'GET' && method !== 'HEAD') return false;
	if (header(request, 'x-requested-with') || header(request, 'upgrade')) return false;
	const mode = header(request, 'sec-fetch-mode') ?? 'navigate';
	return mode === 'navigate' && (header(request, 'accept') ?? '').includes('text/html');
}

/**
 * A request about which the proxy asks. Refuses `forward_auth.not_a_proxy`, `forward_auth.unclear` and
 * `forward_auth.unknown_site`.
 */
export function siteCallOf(request: Request, { forwardAuth, trusts }: Deps): SiteCall {
	requireProxy(request, trusts);
	const { origin, target, method } = askedOf(request);
	if (!target.startsWith('/') || method === undefined) throw refuse.unclear();
	const site = forwardAuth.find(origin);
	if (!site) throw refuse.unknownSite();
	const end = target.indexOf('?');
	return {
		site,
		path: end < 0 ? target : target.slice(0, end),
		query: end < 0 ? '' : target.slice(end),
		isVisit: isVisit(request, method),
		isStatusOnly: header(request, 'x-original-url') !== undefined
	};
}

/** A request to a site that the proxy has passed on whole. Refuses as `siteCallOf` does. */
export function siteOf(request: Request, { forwardAuth, trusts }: Deps): Site {
	requireProxy(request, trusts);
	const site = forwardAuth.find(forwardedOrigin(request));
	if (!site) throw refuse.unknownSite();
	return site;
}
