/** Signing out where an application asks for it. OpenID Connect RP-Initiated Logout 1.0 §2. */
import { expect, inject } from 'vitest';

import { both } from './relying-party.ts';
import type { Stop, Visitor } from './visitor.ts';

interface Left {
	readonly visitor: Visitor;
	readonly stop: Stop;
}

/** Somebody who has signed in for an application is led by it to where people leave. */
export async function leave(
	paramsOf: (idToken: string) => Readonly<Record<string, string>>,
	by: 'open' | 'submit' = 'open'
): Promise<Left> {
	const { visitor, party } = await both();
	const { id_token: idToken = '' } = await party.signIn(visitor);
	const url = new URL(party.config.serverMetadata().end_session_endpoint ?? '');
	url.search = new URLSearchParams(paramsOf(idToken)).toString();
	return { visitor, stop: await visitor[by](url) };
}

/** Whether there is a session still: the API knows whose. */
export async function expectSignedIn({ browser }: Visitor, status: 200 | 401): Promise<void> {
	expect((await browser.get('/api/v1/session')).status).toBe(status);
}

/** Asked on a page of ours, and signed in until the answer. */
export async function expectAskedToLeave({ visitor, stop }: Left): Promise<void> {
	expect(stop.url.origin).toBe(inject('issuer'));
	expect(stop.url.pathname).toMatch(/^\/leave\//);
	await expectSignedIn(visitor, 200);
	await visitor.browser.form(stop.url.pathname);
	await expectSignedIn(visitor, 401);
}

/** Neither signed out nor sent anywhere. */
export async function expectStayed({ visitor, stop }: Left): Promise<void> {
	expect(stop.url.origin).toBe(inject('issuer'));
	expect(stop.answer?.status).toBe(400);
	await expectSignedIn(visitor, 200);
}
