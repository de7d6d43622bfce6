/** The JSON API as a program calls it: one cookie jar, the configured origin, codes for problems. */
import { expect, type APIRequestContext, type APIResponse } from 'playwright/test';

import { codeAt } from './person.ts';

export { codeAt, newPerson, PASSWORD, type Person } from './person.ts';

type Json = Record<string, unknown>;

export interface Api {
	get(path: string): Promise<APIResponse>;
	send(
		method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
		path: string,
		body?: Json
	): Promise<APIResponse>;
	/** Sends and expects success. */
	post<Answer = Json>(path: string, body?: Json): Promise<Answer>;
}

interface Target {
	/** What the server believes its origin to be. */
	readonly origin: string;
	/** Where to send it, if that is another process. */
	readonly to?: string;
}

export function apiOf(request: APIRequestContext, { origin, to = origin }: Target): Api {
	const send: Api['send'] = (method, path, body) =>
		request.fetch(`${to}/api/v1${path}`, {
			method,
			headers: { origin, 'content-type': 'application/json' },
			...(body === undefined ? {} : { data: body })
		});
	return {
		send,
		get: (path) => request.get(`${to}/api/v1${path}`),
		async post<Answer = Json>(path: string, body: Json = {}) {
			const response = await send('POST', path, body);
			expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
			return (await response.json()) as Answer;
		}
	};
}

interface EnrolledApp {
	readonly secret: string;
	readonly recoveryCodes: readonly string[];
}

/** Enrols an authenticator app for the signed-in account, with the code of `at`. */
export async function enrolApp(api: Api, at: Date): Promise<EnrolledApp> {
	const begun = await api.post<{ id: string; prompt: { enrol: { secret: string } } }>(
		'/enrolments',
		{ method: 'totp' }
	);
	const { secret } = begun.prompt.enrol;
	const answer = await codeAt(secret, at);
	const { recoveryCodes = [] } = await api.post<{ recoveryCodes?: string[] }>(
		`/enrolments/${begun.id}/answer`,
		{ answer }
	);
	return { secret, recoveryCodes };
}
