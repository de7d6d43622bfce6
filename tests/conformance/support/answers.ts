/** What an application was answered, or why nothing was sent to it. */
import { expect, inject } from 'vitest';

import { CALLBACK } from './clients.ts';
import type { Stop } from './visitor.ts';
import type { Request } from './relying-party.ts';

/** What came in the address; after a # where the request was for what would come there. */
const answered = ({ url }: Stop): Readonly<Record<string, string>> =>
	Object.fromEntries(new URLSearchParams(url.hash ? url.hash.slice(1) : url.search));

/** The error came to the application, with its state, our name and nothing else. RFC 6749 §4.1.2.1, RFC 9207. */
export function expectError(stop: Stop, request: Request, error: string | RegExp): void {
	expect(stop.url.origin + stop.url.pathname).toBe(CALLBACK);
	const { state, iss, error: said, ...more } = answered(stop);
	expect({ state, iss }).toEqual({ state: request.state, iss: inject('issuer') });
	expect(['error_description']).toEqual(expect.arrayContaining(Object.keys(more)));
	expect(said).toMatch(error);
}

/** The browser stayed here, at a page that says that it did not work. */
export function expectErrorPage({ url, answer }: Stop, status = 400): void {
	expect(url.origin).toBe(inject('issuer'));
	expect(answer?.status).toBe(status);
	expect(answer?.headers['content-type']).toMatch(/^text\/html/);
}

/** Somebody is asked, at the page that this pattern is of. */
export function expectAsked({ url, answer }: Stop, path: RegExp): void {
	expect(url.origin + url.pathname).toMatch(path);
	expect(answer?.status).toBe(200);
}

export const codeOf = ({ url }: Stop): string => url.searchParams.get('code') ?? '';
