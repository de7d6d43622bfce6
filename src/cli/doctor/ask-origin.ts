/** One request to the origin, as a browser's would come: by its name, through the proxy. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';

import type { SelfCheck } from '#lib/server/self-check/index.ts';

import { CLAIMED, type OriginFacts } from './judge-address.ts';

const LIMIT_MS = 5000;

interface Reply {
	readonly status: number;
	readonly body: string;
	readonly headers: IncomingMessage['headers'];
	readonly certificateEndsAt: Date | undefined;
}

function certificateEnd({ socket }: IncomingMessage): Date | undefined {
	if (!(socket instanceof TLSSocket)) return undefined;
	const { valid_to: end } = socket.getPeerCertificate();
	return end ? new Date(end) : undefined;
}

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
	const request = url.startsWith('https:') ? httpsRequest : httpRequest;
	const signal = AbortSignal.timeout(LIMIT_MS);
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		request(url, { headers, signal, agent: false }, resolve).once('error', reject).end();
	});
	const certificateEndsAt = certificateEnd(response);
	const body = await text(response);
	return { status: response.statusCode ?? 0, body, headers: response.headers, certificateEndsAt };
}

export interface Answered extends OriginFacts {
	/** How far clocks there are ahead of the one here, by whose they are. */
	readonly aheadMs: Readonly<Record<string, number>>;
}

/** Rejects when nothing answers. */
export async function askOrigin(
	origin: string,
	{ check, now }: { check: Pick<SelfCheck, 'ask' | 'read'> | undefined; now: () => Date }
): Promise<Answered> {
	const question = check?.ask() ?? '';
	const since = now().getTime();
	const alive = await get(`${origin}/healthz`, {
		'x-forwarded-for': CLAIMED,
		...(question && { 'x-latchkey-self-check': question })
	});
	const middle = (since + now().getTime()) / 2;
	const ready = await get(`${origin}/readyz`, {});
	const seen = check?.read(question, alive.body);
	const date = Date.parse(alive.headers.date ?? '');
	return {
		status: alive.status,
		body: alive.body,
		ready: ready.status,
		transportSecurity: alive.headers['strict-transport-security'],
		certificateEndsAt: alive.certificateEndsAt,
		seen,
		aheadMs: {
			...(seen && { 'the server': seen.at.getTime() - middle }),
			// It counts whole seconds.
			...(!Number.isNaN(date) && { 'the origin': date + 500 - middle })
		}
	};
}
