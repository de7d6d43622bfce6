/** Calls of the token endpoint that no library would make; oauth4webapi reads what is answered. */
import * as oauth from 'oauth4webapi';
import { expect, inject } from 'vitest';

import { CALLBACK, SECRET } from './clients.ts';
import { codeOf } from './answers.ts';
import type { RelyingParty, Request } from './relying-party.ts';
import type { Stop, Visitor } from './visitor.ts';

export const basic = (id: string, secret = SECRET): string =>
	`Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`;

/** A form to an endpoint, by the application `basic` unless it is said. */
export function post(
	path: string,
	form: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
	headers: Readonly<Record<string, string>> = { authorization: basic('basic') }
): Promise<Response> {
	const body = new URLSearchParams(form as Record<string, string>);
	return fetch(`${inject('issuer')}${path}`, { method: 'POST', headers, body, redirect: 'manual' });
}

export const exchange = (
	stop: Stop,
	{ verifier }: Pick<Request, 'verifier'>,
	own: Readonly<Record<string, string>> = {},
	headers?: Readonly<Record<string, string>>
): Promise<Response> =>
	post(
		'/oauth2/token',
		{
			grant_type: 'authorization_code',
			code: codeOf(stop),
			redirect_uri: CALLBACK,
			code_verifier: verifier,
			...own
		},
		headers
	);

/** Refused in the words of RFC 6749 §5.2, as oauth4webapi reads them. */
export async function expectRefused(
	response: Response,
	[status, error]: readonly [number, string],
	id = 'basic'
): Promise<void> {
	expect(response.headers.get('cache-control')).toBe('no-store');
	const as = { issuer: inject('issuer') };
	const reading = oauth.processAuthorizationCodeResponse(as, { client_id: id }, response);
	await expect(reading).rejects.toMatchObject(
		status === 401
			? { status, cause: [{ scheme: 'basic', parameters: { error } }] }
			: { status, error }
	);
}

/** The application reached, with a code that nobody has used yet. */
export async function withCode(
	visitor: Visitor,
	party: RelyingParty
): Promise<{ request: Request; stop: Stop }> {
	const request = await party.request();
	const stop = await visitor.answer(await visitor.open(request.url));
	expect(codeOf(stop)).not.toBe('');
	return { request, stop };
}
