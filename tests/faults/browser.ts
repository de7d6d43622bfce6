/** A browser without a screen: cookies, the configured origin, and a judgement of every answer. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Tally } from './tally.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Answer {
	/** 0 without an answer. */
	readonly status: number;
	readonly body: Json;
	/** Whether it says what has happened: no answer and a refusal for want of a store do not. */
	readonly isSure: boolean;
}

export interface Process {
	readonly origin: string;
	readonly port: number;
}

/** Where requests go, and where what is seen of them is written down. */
export interface Site {
	/** What every process believes its origin to be. */
	readonly origin: string;
	readonly processes: readonly Process[];
	tally: Tally;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Sent {
	readonly method: Method;
	readonly path: string;
	readonly body?: Json | undefined;
	readonly cookie: string;
	readonly origin: string;
	readonly port: number;
}

interface Raw {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
	readonly ms: number;
	readonly isUnreachable: boolean;
}

/** Longer than anything may take. */
const PATIENCE_MS = 15_000;

function exchange({ method, path, body, cookie, origin, port }: Sent): Promise<Raw> {
	const since = performance.now();
	const none = { status: 0, headers: {}, text: '' };
	return new Promise((resolve) => {
		const ended = (raw: Omit<Raw, 'ms'>) => resolve({ ...raw, ms: performance.now() - since });
		const content = body && JSON.stringify(body);
		const type = content && {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(content)
		};
		const headers = { origin, ...type, ...(cookie && { cookie }) };
		// No connection is kept: one that the server closes as it is used again would look like a fault.
		const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
		const sent = request(options, (response) => {
			text(response).then(
				(read) =>
					ended({
						status: response.statusCode ?? 0,
						headers: response.headers,
						text: read,
						isUnreachable: false
					}),
				() => ended({ ...none, isUnreachable: false })
			);
		});
		sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('No answer.')));
		sent.on('error', (error: NodeJS.ErrnoException) =>
			ended({ ...none, isUnreachable: error.code === 'ECONNREFUSED' })
		);
		sent.end(content);
	});
}

/** How long a sign of life takes, in milliseconds; 0 where there is no life. */
export async function pulse({ port }: Process): Promise<number> {
	const sent = { method: 'GET', path: '/healthz', cookie: '', origin: '', port } as const;
	const { status, ms } = await exchange(sent);
	return status === 200 ? ms : 0;
}

const parsed = (given: string): Json => {
	try {
		const value: unknown = JSON.parse(given);
		return typeof value === 'object' && value !== null ? (value as Json) : {};
	} catch {
		return {};
	}
};

/** What is wrong with a refusal for want of a store, if anything is. */
function flawOfRefusal({ headers, text: said }: Raw, path: string): string | undefined {
	if (!headers['retry-after']) return 'without Retry-After';
	const type = String(headers['content-type'] ?? '');
	if (!path.startsWith('/api/'))
		return type.startsWith('text/html') && said.includes('<h1') ? undefined : `as ${type}`;
	if (!type.startsWith('application/problem+json')) return `as ${type}`;
	return typeof parsed(said)['code'] === 'string' ? undefined : 'without a code';
}

function write(tally: Tally, raw: Raw, { method, path }: { method: string; path: string }): void {
	const { status, ms } = raw;
	tally.requests += 1;
	if (raw.isUnreachable) tally.unreachable += 1;
	else if (status === 0) tally.cut += 1;
	const what = `${method} ${path}`;
	if (status === 503) {
		const flaw = flawOfRefusal(raw, path);
		if (flaw) tally.wrong.push(`${what}: 503 ${flaw}`);
		tally.refused += 1;
		tally.slowestRefusalMs = Math.max(tally.slowestRefusalMs, ms);
	} else if (status >= 500 || status === 429) tally.wrong.push(`${what}: ${status}`);
}

export interface Browser {
	/** The bearer token of its session. */
	token(): string | undefined;
	/** Calls the API at one process, or at whichever listens. */
	send(method: Method, path: string, body?: Json): Promise<Answer>;
	/** Asks for a page. */
	visit(path: string): Promise<number>;
}

interface Options {
	/** Only this process is asked. */
	readonly only?: Process | undefined;
	readonly token?: string | undefined;
	/** The session of this browser became another, or none. */
	readonly onToken?: (before: string | undefined, after: string | undefined) => void;
}

const SESSION = 'latchkey';
let turn = 0;

export function createBrowser(site: Site, { only, token, onToken }: Options = {}): Browser {
	const jar = new Map<string, string>(token === undefined ? [] : [[SESSION, token]]);

	const keep = (headers: Raw['headers']) => {
		const before = jar.get(SESSION);
		for (const line of [headers['set-cookie'] ?? []].flat()) {
			const [pair = '', ...attributes] = line.split(';');
			const [name = '', value = ''] = pair.split(/=(.*)/s);
			if (attributes.some((each) => /max-age=0$/i.test(each.trim()))) jar.delete(name);
			else jar.set(name, value);
		}
		const after = jar.get(SESSION);
		if (before !== after) onToken?.(before, after);
	};

	/** As a load balancer does it: who does not listen has not got the request. */
	const exchangeAtOne = async (sent: Omit<Sent, 'port'>): Promise<Raw> => {
		const all = only ? [only] : site.processes;
		const first = turn++;
		for (let tries = 1; ; tries += 1) {
			const { port } = all[(first + tries) % all.length] as Process;
			const raw = await exchange({ ...sent, port });
			write(site.tally, raw, sent);
			if (!raw.isUnreachable || tries === all.length) return raw;
		}
	};

	const fetch = async (method: Method, path: string, body?: Json): Promise<Raw> => {
		const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
		const raw = await exchangeAtOne({ method, path, body, cookie, origin: site.origin });
		if (raw.status !== 503) keep(raw.headers);
		return raw;
	};

	return {
		token: () => jar.get(SESSION),
		async send(method, path, body) {
			const given = method === 'GET' ? undefined : (body ?? {});
			const raw = await fetch(method, `/api/v1${path}`, given);
			const { status } = raw;
			return { status, body: parsed(raw.text), isSure: status !== 0 && status !== 503 };
		},
		visit: async (path) => (await fetch('GET', path)).status
	};
}
