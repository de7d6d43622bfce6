import { describe, expect, test } from 'vitest';

import {
	addTotp,
	enroller,
	member,
	passkeyMember,
	PASSWORD,
	signedIn,
	signIn,
	totpMember
} from '../people.fixture.ts';
import { openService, racing, refusal } from '../testing.fixture.ts';

const NEXT = 'green ladders hum softly';
const SHORT = 'teapots7x';
const change = { current: PASSWORD, next: NEXT };

describe('changing a password', () => {
	test('voids the old one and is on record', async () => {
		const service = await openService();
		const ada = await member(service);
		await service.passwordChanges.change(enroller(ada), change);
		expect(await refusal(signIn(service))).toBe('sign_in.not_accepted');
		await signedIn(service, { password: NEXT });
		expect(await service.codesOf(ada.account)).toContain('password.changed');
		expect(await service.stores.dump()).not.toContain(NEXT);
	});

	test('proves the new one: who enrols an app next is asked for nothing more', async () => {
		const service = await openService();
		const ada = await member(service);
		const issued = await service.passwordChanges.change(enroller(ada), change);
		const { issued: raised } = await addTotp(service, { ...ada, ...issued });
		expect(raised.session).toMatchObject({ aal: 2 });
		await service.stepUp.require('change-factors', raised.session);
	});

	test('ends every other session of the account, and no one else’s', async () => {
		const service = await openService();
		const ada = await member(service);
		const other = await signedIn(service);
		const eve = await member(service, 'eve');
		const issued = await service.passwordChanges.change(enroller(ada), change);
		expect(await service.sessions.check(issued?.token ?? '')).toBeDefined();
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.sessions.check(other.token)).toBeUndefined();
		expect(await service.sessions.check(eve.token)).toBeDefined();
	});

	test.each([undefined, '', 'not the password', ` ${PASSWORD}`, PASSWORD.toUpperCase()])(
		'is refused when the current one is said to be %j',
		async (current) => {
			const service = await openService();
			const ada = await member(service);
			const other = await signedIn(service);
			const failed = service.passwordChanges.change(enroller(ada), { current, next: NEXT });
			expect(await refusal(failed)).toBe('passwords.current_wrong');
			expect(await service.sessions.check(other.token)).toBeDefined();
			await signedIn(service);
		}
	);

	test.each([
		['short', 'too_short'],
		[SHORT, 'too_short'],
		['aaaaaaaaaaaaaaaaaa', 'trivial']
	])('is refused for %j, with the reason', async (next, reason) => {
		const service = await openService();
		const ada = await member(service);
		const failed = service.passwordChanges.change(enroller(ada), { current: PASSWORD, next });
		await expect(failed).rejects.toMatchObject({
			code: 'passwords.not_allowed',
			details: { reason }
		});
		await signedIn(service);
	});

	test('may be to a shorter one beside a second factor', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const factors = await service.enrolments.list(ada.account);
		expect(service.passwordChanges.minimumFor(factors)).toBe(8);
		expect(service.passwordChanges.minimumFor([])).toBe(15);
		await service.passwordChanges.change(enroller(ada), { ...change, next: SHORT });
		const result = await signIn(service, { password: SHORT });
		expect(result.status).toBe('challenge');
	});

	test('to a shorter one is refused when the second factor goes at the same time', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const by = enroller(ada);
		service.meanwhile(() => service.enrolments.remove(by, ada.factor.id));
		const failed = service.passwordChanges.change(by, { ...change, next: SHORT });
		expect(await refusal(failed)).toBe('enrolment.password_too_short_alone');
		await signedIn(service);
	});

	test('by 50 at once succeeds once, and that one’s password holds', async () => {
		const service = await openService();
		const ada = await member(service);
		let winner = -1;
		const outcomes = await racing(async (at) => {
			const next = `${NEXT} ${at}`;
			await service.passwordChanges.change(enroller(ada), { current: PASSWORD, next });
			winner = at;
		});
		expect(outcomes['done']).toBe(1);
		// Who comes late finds another password, or their secret replaced.
		const late = ['done', 'passwords.current_wrong', 'sessions.required'];
		expect(late).toEqual(expect.arrayContaining(Object.keys(outcomes)));
		expect(await service.factors.list(ada.account)).toHaveLength(1);
		await signedIn(service, { password: `${NEXT} ${winner}` });
	});

	test.each(['verified', 'hashed'] as const)(
		'by a thief whose session is ended while a password is %s changes nothing',
		async (step) => {
			const service = await openService();
			const thief = await member(service);
			const owner = await signedIn(service);
			if (step === 'hashed') service.meanwhile(async () => undefined);
			service.meanwhile(() => service.sessions.end(thief.account, thief.session.id));
			const failed = service.passwordChanges.change(enroller(thief), change);
			expect(await refusal(failed)).toBe('sessions.required');
			expect(await service.sessions.check(owner.token)).toBeDefined();
			expect(await service.codesOf(thief.account)).not.toContain('password.changed');
			await signedIn(service);
		}
	);

	test('changes nothing while other sessions cannot be ended', async () => {
		const service = await openService();
		const ada = await member(service);
		service.breakEndings({ after: 0 });
		const failed = service.passwordChanges.change(enroller(ada), change);
		expect(await refusal(failed)).toBe('stores.unavailable');
		expect(await service.codesOf(ada.account)).not.toContain('password.changed');
		await signedIn(service);
	});

	test('leaves no other session when an outage follows the commit', async () => {
		const service = await openService();
		const ada = await member(service);
		const thief = await signedIn(service);
		service.breakEndings({ after: 1 });
		const failed = service.passwordChanges.change(enroller(ada), change);
		expect(await refusal(failed)).toBe('stores.unavailable');
		expect(await service.sessions.check(thief.token)).toBeUndefined();
	});

	test('is refused to a disabled account', async () => {
		const service = await openService();
		const ada = await member(service);
		await service.disable(ada.account);
		const failed = service.passwordChanges.change(enroller(ada), change);
		expect(await refusal(failed)).toBe('accounts.disabled');
	});

	test('is refused to an account that is disabled meanwhile', async () => {
		const service = await openService();
		const ada = await member(service);
		service.meanwhile(() => service.disable(ada.account));
		const failed = service.passwordChanges.change(enroller(ada), change);
		expect(await refusal(failed)).toBe('accounts.disabled');
		expect(await service.codesOf(ada.account)).not.toContain('password.changed');
	});
});

describe('a first password', () => {
	test('is set without another, and signs in beside the passkey', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		await service.passwordChanges.change(enroller(grace), { next: NEXT });
		const result = await signIn(service, { identifier: 'grace', password: NEXT });
		expect(result.status).toBe('challenge');
		expect(await service.codesOf(grace.account)).toContain('password.set');
	});

	test('is not set by a thief whose session is ended while it is hashed', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		service.meanwhile(() => service.sessions.end(grace.account, grace.session.id));
		const failed = service.passwordChanges.change(enroller(grace), { next: NEXT });
		expect(await refusal(failed)).toBe('sessions.required');
		const methods = (await service.enrolments.list(grace.account)).map(({ method }) => method);
		expect(methods).not.toContain('passwords');
	});

	test('is set once by 50 at once', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const outcomes = await racing((at) =>
			service.passwordChanges.change(enroller(grace), { next: `${NEXT} ${at}` })
		);
		expect(outcomes).toEqual({ done: 1, 'passwords.current_wrong': 49 });
		const passwords = (await service.factors.list(grace.account)).filter(
			({ method }) => method === 'passwords'
		);
		expect(passwords).toHaveLength(1);
	});
});

describe('removing the password', () => {
	test('is refused while nothing else signs in', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		expect(await refusal(service.passwordChanges.remove(enroller(ada)))).toBe(
			'enrolment.last_way_in'
		);
		expect((await signIn(service)).status).toBe('challenge');
	});

	test('leaves the passkey, and is on record', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		await service.passwordChanges.change(enroller(grace), { next: NEXT });
		await service.passwordChanges.remove(enroller(grace));
		const failed = signIn(service, { identifier: 'grace', password: NEXT });
		expect(await refusal(failed)).toBe('sign_in.not_accepted');
		expect((await service.events(grace.account)).map(({ code }) => code)).toContain(
			'password.removed'
		);
		expect(await refusal(service.passwordChanges.remove(enroller(grace)))).toBe(
			'passwords.not_set'
		);
	});

	test('and changing it at the same time end with one of both', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const by = enroller(grace);
		await service.passwordChanges.change(by, { next: PASSWORD });
		service.meanwhile(() => service.passwordChanges.remove(by));
		expect(await refusal(service.passwordChanges.change(by, change))).toBe(
			'passwords.current_wrong'
		);
		const methods = (await service.enrolments.list(grace.account)).map(({ method }) => method);
		expect(methods).not.toContain('passwords');
	});
});
