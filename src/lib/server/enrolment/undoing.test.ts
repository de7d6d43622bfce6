/** A session that ends between the writing of a factor and the raising of the session that added it. */
import { expect, test } from 'vitest';

import { appOf, enroller, member, passkeyMember, PASSWORD, signedIn } from '../people.fixture.ts';
import type { IssuedSession } from '../sessions/index.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';
import { createEnrolments } from './index.ts';

/** Adds an authenticator app, and does something else once it is written. */
async function enrolApp(service: Service, owner: IssuedSession, meanwhile: () => Promise<unknown>) {
	const { sessions } = service;
	const enrolments = createEnrolments({
		...service,
		transact: service.stores.transact,
		sessions: {
			...sessions,
			async elevate(token, raising) {
				await meanwhile();
				return sessions.elevate(token, raising);
			}
		}
	});
	const by = enroller(owner);
	const { id, prompt } = await enrolments.begin(by, { method: 'totp' });
	return enrolments.finish(by, { id, answer: appOf(service, prompt)() });
}

const methodsOf = async ({ enrolments }: Service, { session }: IssuedSession) =>
	(await enrolments.list(session.account)).map(({ method }) => method);

test('a thief’s factor goes with his session, and so do the recovery codes that he was shown', async () => {
	const service = await openService();
	const thief = await member(service);
	const end = () => service.sessions.endAll(thief.account);
	expect(await refusal(enrolApp(service, thief, end))).toBe('sessions.required');
	expect(await methodsOf(service, thief)).toEqual(['passwords']);
	expect((await service.codesOf(thief.account)).slice(-3)).toEqual([
		'factor.enrolled',
		'recovery_codes.issued',
		'factor.removed'
	]);
});

test('a thief’s factor goes also when the password beside it has become short', async () => {
	const service = await openService();
	const thief = await member(service);
	const owner = enroller(await signedIn(service));
	const change = { current: PASSWORD, next: 'teapots7x' };
	const shorten = () => service.passwordChanges.change(owner, change);
	expect(await refusal(enrolApp(service, thief, shorten))).toBe('sessions.required');
	expect(await methodsOf(service, thief)).toEqual(['passwords']);
});

test('recovery codes that came otherwise stay', async () => {
	const service = await openService();
	const thief = await passkeyMember(service);
	const end = () => service.sessions.endAll(thief.account);
	expect(await refusal(enrolApp(service, thief, end))).toBe('sessions.required');
	expect((await methodsOf(service, thief)).sort()).toEqual(['passkeys', 'recovery-codes']);
});
