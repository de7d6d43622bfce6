/** Server-sent events as a browser hears them. */
import { request as open, type IncomingMessage } from 'node:http';

import { cookieHeader, type Browser } from './browser.ts';

export interface Stream {
	readonly status: number;
	/** The names of the events until now. */
	heard(): readonly string[];
	/** All that came until now. */
	text(): string;
	/** Resolves when the server ends it. */
	readonly ended: Promise<void>;
	/** The browser goes away. */
	leave(): void;
}

interface Where {
	readonly port: number;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Resolves with the head of the answer; what comes after is heard meanwhile. */
export async function listen(
	{ cookies }: Pick<Browser, 'cookies'>,
	{ port, path, headers = {} }: Where
): Promise<Stream> {
	const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
	const cookie = cookieHeader(cookies);
	const request = open({
		// A connection of its own, as it stays open.
		agent: false,
		host: '127.0.0.1',
		port,
		path,
		headers: { host: `localhost:${port}`, ...(cookie && { cookie }), ...headers }
	});
	request.once('response', resolve).once('error', reject).end();
	const response = await promise;
	let got = '';
	response.setEncoding('utf8').on('data', (text: string) => (got += text));
	// Whoever leaves hears of it as an error.
	response.on('error', () => undefined);
	request.on('error', () => undefined);
	return {
		status: response.statusCode ?? 0,
		heard: () => [...got.matchAll(/^event: (.*)$/gm)].map(([, name = '']) => name),
		text: () => got,
		ended: new Promise((over) => void response.once('close', over)),
		leave: () => void request.destroy()
	};
}
