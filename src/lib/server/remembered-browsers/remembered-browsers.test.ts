import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	caller,
	enroller,
	member,
	otherThan,
	PASSWORD,
	totpMember
} from '../people.fixture.ts';
import { lastCode } from '../recovery/returning.fixture.ts';
import { mailMember, prove } from '../sent-codes/codes.fixture.ts';
import { DAY, openService, racing, refusal, restarted, type Service } from '../testing.fixture.ts';
import {
	beforeEnding,
	beforeSession,
	enter,
	enterWhole,
	rememberedMember,
	type Jar
} from './remembered.fixture.ts';

const NEXT = 'three herons on a blue kite';

const statusOf = async (work: ReturnType<typeof enter>) => (await work).status;
const listed = (service: Service, { account }: { account: Parameters<Service['disable']>[0] }) =>
	service.rememberedBrowsers.list(account);

describe('a browser that is remembered', () => {
	test('signs in with the password alone, at level 1, and says nothing of a second factor', async () => {
		const service = await openService();
		const { jar } = await rememberedMember(service);
		const result = await enter(service, jar);
		expect(result).toMatchObject({
			status: 'signed-in',
			issued: { session: { aal: 1, amr: ['pwd'], isRecovery: false } }
		});
	});

	test('is not, unless that was asked for', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const jar: Jar = { by: 'another browser' };
		await enterWhole(service, jar, { answer: ada.code(), remember: false });
		expect(jar.rememberedBrowser).toBeUndefined();
		expect(await statusOf(enter(service, jar))).toBe('challenge');
	});

	test.each([
		'change-factors',
		'change-password',
		'change-email',
		'delete-account',
		'end-sessions'
	] as const)('may not %s before the second factor is given', async (action) => {
		const service = await openService();
		const { jar, code } = await rememberedMember(service);
		const result = await enter(service, jar);
		if (result.status !== 'signed-in') throw new Error('It is remembered.');
		const { session, token } = result.issued;
		expect(await refusal(service.stepUp.require(action, session))).toBe('step-up-required');
		const { id, holder, methods } = await service.stepUp.begin(session);
		expect(methods).toContain('totp');
		const given = { method: 'totp', answer: code(), token };
		const raised = await service.stepUp.answer({ id, holder }, given, caller);
		if (!raised.verified || !('issued' in raised)) throw new Error('It is raised.');
		expect(raised.issued.session.aal).toBe(2);
		expect(await refusal(service.stepUp.require(action, raised.issued.session))).toBe(
			'nothing refused'
		);
	});

	test('may not do what is sensitive where the second step is a code by mail, either', async () => {
		const service = await openService();
		await mailMember(service);
		const jar: Jar = { by: 'browser' };
		const asked = await enter(service, jar);
		if (asked.status !== 'challenge') throw new Error('A code is asked for.');
		const { id, holder } = asked.challenge;
		await service.challenges.prompt({ id, holder }, 'mail-codes', caller);
		const codes = (await service.mails()).flatMap(
			({ text }) => /^ {4}(\d{6})$/m.exec(text)?.[1] ?? []
		);
		const given = { method: 'mail-codes', answer: codes.at(-1) ?? '', remember: true };
		const verdict = await service.signIn.answer({ id, holder }, given, { holder, caller });
		if (!verdict.verified) throw new Error(verdict.reason);
		jar.rememberedBrowser = verdict.issued.rememberedBrowser;
		const again = await enter(service, jar);
		if (again.status !== 'signed-in') throw new Error('It is remembered.');
		const { session } = again.issued;
		expect(session).toMatchObject({ aal: 1, amr: ['pwd'] });
		expect(await refusal(service.stepUp.require('change-email', session))).toBe('step-up-required');
	});

	test('is what asks for it: who has just turned codes by mail on goes on without one', async () => {
		const service = await openService();
		const ada = await member(service);
		await prove(service, ada);
		service.clock.advance(1);
		const { id } = await service.enrolments.begin(enroller(ada), { method: 'mail-codes' });
		const answer = await lastCode(service);
		const result = await service.enrolments.finish(enroller(ada), { id, answer });
		expect(result.enrolled).toBe(true);
		expect(await refusal(service.stepUp.require('change-factors', ada.session))).toBe(
			'nothing refused'
		);
	});

	test('stays so for 30 days from when it was, however often it is used', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		for (let days = 0; days < 29; days += 1) {
			service.clock.advance(DAY);
			expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
		}
		service.clock.advance(DAY);
		expect(await statusOf(enter(service, ada.jar))).toBe('challenge');
		expect(await listed(service, ada)).toEqual([]);
	});

	test('is not any more once the operator has turned it off, or made it shorter', async () => {
		const service = await openService();
		const { jar } = await rememberedMember(service);
		service.clock.advance(8 * DAY);
		expect(await statusOf(enter(restarted(service, { rememberDays: 0 }), { ...jar }))).toBe(
			'challenge'
		);
		expect(await statusOf(enter(restarted(service, { rememberDays: 7 }), { ...jar }))).toBe(
			'challenge'
		);
		expect(await statusOf(enter(restarted(service, {}), { ...jar }))).toBe('signed-in');
	});

	test('is remembered by nobody where the operator has turned it off', async () => {
		const service = await openService({ rememberDays: 0 });
		const { jar } = await rememberedMember(service);
		expect(jar.rememberedBrowser).toBeUndefined();
	});

	test('may be of several people, each with a password of their own', async () => {
		const service = await openService();
		const { jar } = await rememberedMember(service);
		const eve = await rememberedMember(service, 'eve');
		expect(await statusOf(enter(service, jar, { identifier: 'eve' }))).toBe('challenge');
		await enterWhole(service, jar, { identifier: 'eve', answer: eve.code() });
		for (const identifier of ['ada', 'eve', 'ada', 'eve'])
			expect(await statusOf(enter(service, jar, { identifier }))).toBe('signed-in');
	});

	test('is one, when it is remembered again', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		service.clock.advance(31 * DAY);
		await enterWhole(service, ada.jar, { answer: ada.code() });
		expect(await listed(service, ada)).toHaveLength(1);
		expect(ada.jar.rememberedBrowser).not.toContain('~');
	});

	test('is told by mail, with a link that ends it, and is on record', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		await prove(service, ada);
		const jar: Jar = { by: 'browser' };
		const before = (await service.mails()).length;
		const issued = await enterWhole(service, jar, { answer: ada.code() });
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'remembered_browser.added',
			session: issued.session.id,
			details: { days: 30 }
		});
		// One mail for both: that a new browser signed in, and that it is remembered.
		const [mail, ...more] = (await service.mails()).slice(before);
		expect(more).toEqual([]);
		const link = /\/not-me\/([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';
		await enter(service, jar);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.succeeded',
			details: { way: 'remembered' }
		});
		await service.disowning.disown(link, caller);
		expect(await statusOf(enter(service, jar))).toBe('challenge');
	});

	test('is not for a recovery code, which stands for what is lost', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const jar: Jar = { by: 'another browser' };
		const [answer = ''] = ada.recoveryCodes;
		await enterWhole(service, jar, { answer, method: 'recovery-codes' });
		expect(jar.rememberedBrowser).toBeUndefined();
	});

	test('is not where another password is demanded', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		await service.stores.accounts.demandPassword(ada.account, 'compromised');
		expect(await statusOf(enter(service, ada.jar))).toBe('challenge');
	});
});

describe('a lost answer and a second tab', () => {
	test('cost an honest browser nothing', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		await enter(service, ada.jar, { isLost: true });
		await enter(service, ada.jar, { isLost: true });
		const tabs = [{ ...ada.jar }, { ...ada.jar }] as const;
		for (const tab of tabs) expect(await statusOf(enter(service, tab))).toBe('signed-in');
		expect(await statusOf(enter(service, tabs[1]))).toBe('signed-in');
		expect(await statusOf(enter(service, tabs[1]))).toBe('signed-in');
		expect(await service.codesOf(ada.account)).not.toContain('remembered_browser.copied');
	});

	test('of 50 at once all are let in', async () => {
		const service = await openService();
		const { jar } = await rememberedMember(service);
		const outcomes = await racing(
			() => enter(service, { ...jar }),
			({ status }) => status
		);
		expect(outcomes).toEqual({ 'signed-in': 50 });
	});
});

describe('a stolen cookie', () => {
	test('opens nothing without the password, and changes nothing for its owner', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const thief = { ...ada.jar, by: 'thief' };
		await enter(service, ada.jar);
		await enter(service, ada.jar);
		expect(await refusal(enter(service, thief, { password: 'wrong' }))).toBe(
			'sign_in.not_accepted'
		);
		expect(await refusal(enter(service, thief, { identifier: 'nobody' }))).toBe(
			'sign_in.not_accepted'
		);
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
	});

	test('that was replaced since takes the browser back, warns, and opens nothing', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const thief = { ...ada.jar, by: 'thief' };
		await enter(service, ada.jar);
		await enter(service, ada.jar);
		expect(await statusOf(enter(service, thief))).toBe('challenge');
		expect(await service.codesOf(ada.account)).toContain('remembered_browser.copied');
		expect(await statusOf(enter(service, ada.jar))).toBe('challenge');
		expect(await listed(service, ada)).toEqual([]);
	});

	test('that was used first is found out when its owner comes back', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const thief = { ...ada.jar, by: 'thief' };
		await enter(service, thief);
		await enter(service, thief);
		expect(await statusOf(enter(service, ada.jar))).toBe('challenge');
		expect(await statusOf(enter(service, thief))).toBe('challenge');
	});

	test('is of no use for another account', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const eve = await rememberedMember(service, 'eve');
		expect(await statusOf(enter(service, { ...ada.jar }, { identifier: 'eve' }))).toBe('challenge');
		expect(await statusOf(enter(service, { ...eve.jar }, { identifier: 'eve' }))).toBe('signed-in');
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
	});

	test.each([
		['that was planted twice', (token: string) => `${token}~${token}`, 'signed-in'],
		[
			'behind others',
			(token: string) => `rbr_${'A'.repeat(22)}.${'B'.repeat(43)}~${token}`,
			'signed-in'
		],
		[
			'with another secret',
			(token: string) => token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
			'challenge'
		],
		['that is too long', (token: string) => Array(7).fill(token).join('~'), 'challenge'],
		['that is none', () => '~.~rbr_.~', 'challenge'],
		['without its secret', (token: string) => token.split('.')[0] ?? '', 'challenge']
	] as const)('%s is read with care', async (_, change, expected) => {
		const service = await openService();
		const { jar } = await rememberedMember(service);
		const changed = { ...jar, rememberedBrowser: change(jar.rememberedBrowser ?? '') };
		expect(await statusOf(enter(service, changed))).toBe(expected);
	});

	test.each([
		['in a browser that is known', false],
		['in one that is not', true]
	])('with the password buys no guesses at the second factor, %s', async (_, isNew) => {
		const service = await openService({ throttleScale: 1 });
		const ada = await rememberedMember(service);
		const wrong = otherThan(ada.code());
		const thief: Jar = { ...ada.jar, by: 'thief' };
		const codes: string[] = [];
		for (let at = 0; at < 10; at += 1) {
			if (isNew) thief.knownBrowser = undefined;
			// Right each time: a whole sign-in would end the failures before it.
			await refusal(enter(service, thief));
			const guess = async () => {
				const result = await enter(service, { ...thief, rememberedBrowser: undefined });
				if (result.status !== 'challenge') throw new Error('A code is asked for.');
				const { id, holder } = result.challenge;
				const given = { method: 'totp', answer: wrong };
				await service.signIn.answer({ id, holder }, given, { holder, caller });
			};
			codes.push(await refusal(guess()));
		}
		expect(codes.slice(-2)).toEqual(['throttling.wait', 'throttling.wait']);
	});

	test('with the password makes no browser known, and is news each time', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const known = await service.stores.knownBrowsers.list(ada.account);
		const thief: Jar = { by: 'thief', rememberedBrowser: ada.jar.rememberedBrowser };
		for (let times = 0; times < 2; times += 1) {
			expect(await statusOf(enter(service, thief, { isLost: true }))).toBe('signed-in');
			expect((await service.events(ada.account)).at(-1)?.details).toMatchObject({
				way: 'remembered',
				isNewBrowser: true
			});
		}
		expect(await service.stores.knownBrowsers.list(ada.account)).toEqual(known);
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
		expect((await service.events(ada.account)).at(-1)?.details).toMatchObject({
			isNewBrowser: false
		});
	});

	test('with the password buys no guesses by step-ups of the sessions it opens', async () => {
		const service = await openService({ throttleScale: 1 });
		const ada = await rememberedMember(service);
		const answer = otherThan(ada.code());
		const thief: Jar = { by: 'thief', rememberedBrowser: ada.jar.rememberedBrowser };
		const codes: string[] = [];
		for (let at = 0; at < 12; at += 1) {
			const result = await enter(service, thief);
			if (result.status !== 'signed-in') throw new Error('It is remembered.');
			const { session, token } = result.issued;
			const { id, holder } = await service.stepUp.begin(session);
			const given = { method: 'totp', answer, token };
			codes.push(await refusal(service.stepUp.answer({ id, holder }, given, caller)));
		}
		expect(codes.filter((code) => code === 'nothing refused').length).toBeLessThan(8);
		expect(codes.at(-1)).toBe('throttling.wait');
		// In a browser that is known its owner is none of those strangers.
		const own = await enter(service, { ...ada.jar, rememberedBrowser: undefined });
		if (own.status !== 'challenge') throw new Error('A code is asked for.');
		const verdict = await service.signIn.answer(
			own.challenge,
			{ method: 'totp', answer: ada.code() },
			{ holder: own.challenge.holder, caller }
		);
		expect(verdict.verified).toBe(true);
	});

	test('does not hush up a sign-in that stopped after the right password', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const thief: Jar = { by: 'thief', rememberedBrowser: ada.jar.rememberedBrowser };
		await enter(service, { by: 'thief' });
		await enter(service, thief);
		await service.mails();
		expect(await service.codesOf(ada.account)).toContain('sign_in.half_done');
	});

	test('does not pay for being used: right passwords leave no guess counted', async () => {
		const service = await openService({ throttleScale: 1 });
		const { jar } = await rememberedMember(service);
		for (let at = 0; at < 110; at += 1)
			expect(await statusOf(enter(service, jar))).toBe('signed-in');
	});
});

describe('a browser is forgotten', () => {
	type Ada = Awaited<ReturnType<typeof rememberedMember>>;
	const admin = { caller };

	const ends: readonly [string, (service: Service, ada: Ada) => Promise<unknown>][] = [
		[
			'when the password is changed',
			(service, ada) =>
				service.passwordChanges.change(enroller(ada), { current: PASSWORD, next: NEXT })
		],
		[
			'when the factor is removed by which it was remembered',
			async (service, ada) => {
				const { issued } = await addPasskey(service, ada);
				await service.enrolments.remove(enroller(issued), ada.factor.id);
			}
		],
		[
			'when somebody gets back in with a recovery code',
			(service, { recoveryCodes: [code = ''] }) =>
				service.signIn.recover(
					{ identifier: 'ada', password: PASSWORD, code },
					{ holder: 'x', caller }
				)
		],
		[
			'when the account is disabled and enabled again',
			async (service, { account }) => {
				await service.administration.disable(admin, account);
				await service.administration.enable(admin, account);
			}
		],
		[
			'when an administrator ends its sessions',
			(service, { account }) => service.administration.endSessions(admin, account)
		],
		[
			'when an administrator demands another password',
			(service, { account }) => service.administration.demandPassword(admin, account)
		],
		['when everybody is signed out', (service) => service.administration.endEverybody(admin)],
		[
			'by its owner',
			async (service, ada) => {
				const [browser] = await listed(service, ada);
				if (!browser) throw new Error('It is remembered.');
				await service.rememberedBrowsers.forget({ session: ada.session, caller }, browser.id);
			}
		],
		[
			'with all others',
			(service, ada) => service.rememberedBrowsers.forgetAll({ session: ada.session, caller })
		],
		[
			'by “this was not me” in any mail',
			async (service, ada) => {
				const events = (await service.events(ada.account)).slice(-1);
				const token = await service.disowning.issue({ account: ada.account, events });
				await service.disowning.disown(token, caller);
			}
		]
	];

	test.each(ends)('%s', async (_, end) => {
		const service = await openService();
		const ada = await rememberedMember(service);
		await end(service, ada);
		expect(await listed(service, ada)).toEqual([]);
		const outcomes = [];
		for (const password of [PASSWORD, NEXT]) {
			const entered = enter(service, ada.jar, { password });
			outcomes.push(
				await entered.then(
					({ status }) => status,
					() => 'refused'
				)
			);
		}
		expect(outcomes).not.toContain('signed-in');
		expect(outcomes).toContain('challenge');
	});

	test('not when another factor is added or removed', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const { factor, issued } = await addPasskey(service, ada);
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
		await service.enrolments.remove(enroller(issued), factor.id);
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
	});

	test('while it signs in: then it is asked for its second factor', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		service.meanwhile(() => service.rememberedBrowsers.revokeAll(ada.account));
		expect(await statusOf(enter(service, ada.jar))).toBe('challenge');
	});

	test('after it was used, and before the session is there: that opens nothing', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const before = await service.sessions.list(ada.account);
		beforeSession(service, () => service.rememberedBrowsers.revokeAll(ada.account));
		expect(await refusal(enter(service, ada.jar))).toBe('sign_in.not_accepted');
		expect(await service.sessions.list(ada.account)).toEqual(before);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.failed',
			details: { reason: 'no_longer_valid' }
		});
	});

	test('with the generation of its account', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const found = await service.stores.accounts.find(ada.account);
		if (!found) throw new Error('There is an account.');
		const { proofs, account } = ada.session;
		const useOf = (generation: number) =>
			service.rememberedBrowsers.use(
				{ account, generation, proofs },
				{ token: ada.jar.rememberedBrowser, caller }
			);
		expect(await useOf(found.generation + 1)).toBeUndefined();
		expect(await useOf(found.generation)).toBeDefined();
	});

	test('before the sessions end, where somebody says that an event was not them', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const events = (await service.events(ada.account)).map((event) => ({
			...event,
			session: undefined
		}));
		const token = await service.disowning.issue({ account: ada.account, events });
		const statuses: string[] = [];
		beforeEnding(service, async () => void statuses.push(await statusOf(enter(service, ada.jar))));
		await service.disowning.disown(token, caller);
		expect(statuses).toEqual(['challenge']);
	});

	test('by nobody else', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		const eve = await rememberedMember(service, 'eve');
		const [browser] = await listed(service, ada);
		if (!browser) throw new Error('It is remembered.');
		const forgotten = service.rememberedBrowsers.forget(
			{ session: eve.session, caller },
			browser.id
		);
		expect(await refusal(forgotten)).toBe('remembered_browsers.unknown');
		expect(await statusOf(enter(service, ada.jar))).toBe('signed-in');
	});
});

test('no secret of a remembered browser is in the store, a log or an event', async () => {
	const service = await openService();
	const ada = await rememberedMember(service);
	const secrets = [ada.jar.rememberedBrowser];
	await enter(service, ada.jar);
	secrets.push(ada.jar.rememberedBrowser);
	const everything = JSON.stringify([
		await service.stores.dump(),
		service.lines,
		service.logged,
		await service.events(ada.account),
		await service.mails()
	]);
	for (const token of secrets) {
		const [, secret = ''] = token?.split('.') ?? [];
		expect(secret).toHaveLength(43);
		expect(everything).not.toContain(secret);
	}
});
