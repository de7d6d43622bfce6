/** An application of the operator's: one empty page at an origin of its own, from which tests call as it would. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from 'playwright/test';

import { test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

interface AppPage {
	readonly origin: string;
}

async function servePage(): Promise<AppPage & { close(): Promise<void> }> {
	const server = createServer((_, response) => {
		response.setHeader('content-type', 'text/html').end('<!doctype html><title>Notes</title>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

export const test = base.extend<object, { app: AppPage; stranger: AppPage }>({
	app: [
		async ({}, use) => {
			const { origin, close } = await servePage();
			await use({ origin });
			await close();
		},
		{ scope: 'worker' }
	],

	/** An application that nobody has named. */
	stranger: [
		async ({}, use) => {
			const { origin, close } = await servePage();
			await use({ origin });
			await close();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ app }, use) => {
			const notes = { id: 'notes', name: 'Notes', audience: 'https://notes.example/api' };
			const clients = [
				{ ...notes, origins: [app.origin] },
				{ ...notes, id: 'bound', origins: [app.origin], mustProveKey: true }
			];
			await use({ LATCHKEY_CLIENTS: JSON.stringify(clients) });
		},
		{ scope: 'worker' }
	]
});

export interface Answered {
	readonly status: number;
	readonly code?: string;
	readonly body: Record<string, unknown>;
	readonly kept: string | null;
}

interface Call {
	readonly method?: 'GET' | 'POST';
	readonly body?: object;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A call from the script of a page; undefined where the browser does not let it see the answer. */
export async function callFrom(
	page: Page,
	url: string,
	{ method = 'POST', body, headers = {} }: Call
): Promise<Answered | undefined> {
	const asked = { url, method, body: body && JSON.stringify(body), headers };
	return page.evaluate(async ({ url, method, body, headers }) => {
		const response = await fetch(url, {
			method,
			headers: { 'latchkey-client': 'notes', 'content-type': 'application/json', ...headers },
			credentials: 'omit',
			...(body !== undefined && { body })
		}).catch(() => undefined);
		if (!response) return undefined;
		const text = await response.text();
		const answer = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
		return {
			status: response.status,
			...(typeof answer['code'] === 'string' && { code: answer['code'] }),
			body: answer,
			kept: response.headers.get('latchkey-kept')
		};
	}, asked);
}
