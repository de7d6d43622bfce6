import { describe, expect, test } from 'vitest';

import {
	addTotp,
	authenticator,
	caller,
	enroller,
	member,
	otherThan,
	passkeyMember,
	signedIn,
	signIn
} from '../people.fixture.ts';
import { NUMBER, textMember } from '../sent-codes/codes.fixture.ts';
import { enter, rememberedMember } from '../remembered-browsers/remembered.fixture.ts';
import { DAY, HOUR, MINUTE, openService, racing, refusal, restarted } from '../testing.fixture.ts';
import {
	begun,
	lastCode,
	linkIn,
	mailboxProven,
	proven,
	provenAddress,
	provenWithApp,
	ready,
	returner,
	WAIT
} from './returning.fixture.ts';

const NEXT = 'nine copper kettles hum at noon';

const subjects = (mails: readonly { subject: string }[]) => mails.map(({ subject }) => subject);

describe('the journey', () => {
	test('by e-mail alone: three mails, three days, a new password, and nothing old opens the account', async () => {
		const service = await openService();
		const { account, recoveryCodes } = await provenWithApp(service);
		const before = (await service.mails()).length;
		const { by, readyAt, endsAt } = await begun(service);
		expect(readyAt.getTime() - service.clock.now().getTime()).toBe(WAIT);
		expect(endsAt.getTime() - readyAt.getTime()).toBe(3 * DAY);
		service.clock.advance(WAIT / 2);
		await service.recoveries.tellDue();
		service.clock.advance(WAIT / 2);
		await service.recoveries.tellDue();
		await service.recoveries.tellDue();
		expect(subjects(await service.mails()).slice(before)).toEqual([
			'Your code to get back into Latchkey',
			'Somebody wants back into your Latchkey account',
			'Somebody still wants back into your Latchkey account',
			'Your Latchkey account can be opened anew'
		]);

		const id = await mailboxProven(service, by);
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'ready' });
		const { issued } = await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(issued.session).toMatchObject({ account, aal: 1, isRecovery: true });
		expect(await service.sessions.list(account)).toHaveLength(1);
		expect((await service.enrolments.list(account)).map(({ method }) => method)).toEqual([
			'passwords'
		]);
		const codes = await service.codesOf(account);
		expect(codes.filter((each) => /recovery\.|removed|password/.test(each))).toEqual([
			'recovery.begun',
			'recovery.halfway',
			'recovery.ready',
			'factor.removed',
			'password.set',
			'recovery.succeeded'
		]);
		await signedIn(service, { password: NEXT, by: 'later' });
		const [password] = recoveryCodes;
		const old = { identifier: 'ada', password: 'blue teapots sail north', code: `${password}` };
		expect(await refusal(service.signIn.recover(old, returner()))).toBe('sign_in.not_accepted');
		expect((await service.mails()).map(({ subject }) => subject)).toContain(
			'Somebody got back into your Latchkey account'
		);
	});

	test('is told to the number that codes go to, too: at its beginning, halfway and when it is ready', async () => {
		const service = await openService();
		await provenAddress(service, await textMember(service));
		const before = service.texts.length;
		await begun(service);
		for (const half of [1, 2]) {
			service.clock.advance(WAIT / 2);
			await service.recoveries.tellDue();
			expect(service.texts.slice(before)).toHaveLength(1 + half);
		}
		const told = service.texts.slice(before);
		expect(told.map(({ to }) => to)).toEqual([NUMBER, NUMBER, NUMBER]);
		expect(told.map(({ text }) => /still|opened|wants/.exec(text)?.[0])).toEqual([
			'wants',
			'still',
			'opened'
		]);
		for (const { text } of told) expect(text).not.toMatch(/https?:|\d{6}/);
	});

	test('sends no text message where the operator has such codes off', async () => {
		const service = await openService();
		await provenAddress(service, await textMember(service));
		const before = service.texts.length;
		await begun(restarted(service, { methods: ['totp'] }));
		expect(service.texts).toHaveLength(before);
	});

	test('ends in a passkey, too, with new recovery codes', async () => {
		const service = await openService();
		const { account, key: lost } = await provenAddress(
			service,
			await passkeyMember(service, { username: 'ada' })
		);
		const { by, id } = await ready(service);
		const key = authenticator();
		const { setUp } = service.recoveries;
		const { ceremony, options } = await setUp.beginPasskey(id, by);
		const response = key.create(options);
		const { issued, recoveryCodes } = await setUp.withPasskey({ ceremony, response }, by);
		expect(issued.session).toMatchObject({ account, aal: 2 });
		expect(recoveryCodes).toHaveLength(10);
		expect(lost).not.toBe(key);
		expect((await service.enrolments.list(account)).map(({ method }) => method).toSorted()).toEqual(
			['passkeys', 'recovery-codes']
		);
		const again = setUp.withPasskey({ ceremony, response }, by);
		expect(await refusal(again)).toBe('recovery.gone');
	});

	test('outlasts a restart, and a server that slept through a notice', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by } = await begun(service);
		service.clock.advance(WAIT + HOUR);
		const id = await mailboxProven(service, by);
		// Nothing swept: whoever looks is told, and the mail goes before anything can be finished.
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'ready' });
		expect(await service.codesOf(account)).toContain('recovery.ready');
		expect(await service.codesOf(account)).not.toContain('recovery.halfway');
		await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
	});

	test('a weak password finishes nothing', async () => {
		const service = await openService();
		await proven(service);
		const { by, id } = await ready(service);
		const { setUp } = service.recoveries;
		const weak = setUp.withPassword({ id, password: 'short' }, by);
		expect(await refusal(weak)).toBe('passwords.not_allowed');
		await setUp.withPassword({ id, password: NEXT }, by);
	});
});

describe('is stopped', () => {
	test('by signing in with any factor, and that is told', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by } = await begun(service);
		await signedIn(service, { by: 'own' });
		expect(await service.recoveries.of(account)).toBeUndefined();
		expect(subjects(await service.mails()).at(-1)).toMatch(/is closed|new browser/);
		expect(
			(await service.events(account)).findLast(({ code }) => code === 'recovery.cancelled')
		).toMatchObject({ details: { reason: 'signed_in' } });
		service.clock.advance(WAIT);
		const id = await mailboxProven(service, by);
		const late = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(late)).toBe('recovery.gone');
	});

	test('not by a password alone, where there is a second factor', async () => {
		const service = await openService();
		const { account } = await provenWithApp(service);
		await begun(service);
		expect(await signIn(service, { by: 'thief' })).toMatchObject({ status: 'challenge' });
		expect(await service.recoveries.of(account)).toBeDefined();
	});

	test('by a step-up with any factor, and that is on record', async () => {
		const service = await openService();
		const ada = await provenWithApp(service);
		await begun(service);
		const { id, holder } = await service.stepUp.begin(ada.session);
		const given = { method: 'totp', token: ada.token };
		await service.stepUp.answer({ id, holder }, { ...given, answer: '000000' }, caller);
		expect(await service.recoveries.of(ada.account)).toBeDefined();
		service.clock.advance(MINUTE);
		await service.stepUp.answer({ id, holder }, { ...given, answer: ada.code() }, caller);
		expect(await service.recoveries.of(ada.account)).toBeUndefined();
		const events = await service.events(ada.account);
		expect(events.find(({ code }) => code === 'recovery.cancelled')).toMatchObject({
			session: ada.session.id,
			details: { reason: 'stepped_up' }
		});
	});

	test('not by a remembered browser: nobody showed a second factor there', async () => {
		const service = await openService();
		const ada = await rememberedMember(service);
		await provenAddress(service, ada);
		await begun(service);
		expect((await enter(service, ada.jar)).status).toBe('signed-in');
		expect(await service.recoveries.of(ada.account)).toBeDefined();
	});

	test('by the link of any of its mails, once; looking at it stops nothing', async () => {
		for (const at of [0, 1, 2]) {
			const service = await openService();
			const { account } = await proven(service);
			await begun(service);
			for (let stage = 0; stage < at; stage++) {
				service.clock.advance(WAIT / 2);
				await service.recoveries.tellDue();
			}
			const link = linkIn((await service.mails()).at(-1)?.text);
			expect(await service.recoveries.findByLink(link)).toBeDefined();
			expect(await service.recoveries.of(account)).toBeDefined();
			expect(await racing(() => service.recoveries.stopByLink(link, caller))).toEqual({
				done: 1,
				'recovery.gone': 49
			});
			expect(await service.recoveries.of(account)).toBeUndefined();
			expect(subjects(await service.mails()).at(-1)).toBe(
				'The way back into your Latchkey account is closed'
			);
		}
	});

	test('by the link of the first mail also when others came after it', async () => {
		const service = await openService();
		const { account } = await proven(service);
		await begun(service);
		const link = linkIn((await service.mails()).at(-1)?.text);
		service.clock.advance(WAIT);
		await service.recoveries.tellDue();
		await service.recoveries.stopByLink(link, caller);
		expect(await service.recoveries.of(account)).toBeUndefined();
	});

	test.each(['', 'x', `rec_${'A'.repeat(22)}.${'A'.repeat(43)}`])(
		'not by a link that is none: %j',
		async (token) => {
			const service = await openService();
			const { account } = await proven(service);
			await begun(service);
			expect(await service.recoveries.findByLink(token)).toBeUndefined();
			expect(await refusal(service.recoveries.stopByLink(token, caller))).toBe('recovery.gone');
			expect(await service.recoveries.of(account)).toBeDefined();
		}
	);

	test('not by the link of an earlier one', async () => {
		const service = await openService();
		const { account, session } = await proven(service);
		await begun(service);
		const link = linkIn((await service.mails()).at(-1)?.text);
		await service.recoveries.stop(account, { caller, session: session.id, reason: 'session' });
		await begun(service);
		expect(await refusal(service.recoveries.stopByLink(link, caller))).toBe('recovery.gone');
		expect(await service.recoveries.of(account)).toBeDefined();
	});

	test('by a change of the address', async () => {
		const service = await openService();
		const { account, session } = await proven(service);
		const { by } = await begun(service);
		const changing = { session, caller: { ...caller, requestId: 'change' } };
		const { id } = await service.emailProofs.begin(changing, 'ada@example.net');
		await service.emailProofs.answer(changing, { id, answer: await lastCode(service) });
		expect(await service.recoveries.of(account)).toBeUndefined();
		expect(await service.recoveries.waiting(by)).toBeUndefined();
		expect(await service.codesOf(account)).toContain('recovery.cancelled');
	});

	test('by the browser that began it', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by } = await begun(service);
		expect(await refusal(service.recoveries.stopWaiting(returner('other')))).toBe('recovery.gone');
		await service.recoveries.stopWaiting(by);
		expect(await service.recoveries.of(account)).toBeUndefined();
	});

	test('by disabling the account, and enabling it brings nothing back', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by } = await begun(service);
		await service.administration.disable({ caller }, account);
		await service.administration.enable({ caller }, account);
		service.clock.advance(WAIT);
		expect(await service.recoveries.waiting(by)).toBeUndefined();
	});
});

describe('is refused', () => {
	test('before its time, with the code and in the right browser', async () => {
		const service = await openService();
		await proven(service);
		const { by } = await begun(service);
		service.clock.advance(WAIT - 1);
		const id = await mailboxProven(service, by);
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'waiting' });
		const early = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(early)).toBe('recovery.not_ready');
		expect(await refusal(service.recoveries.setUp.beginPasskey(id, by))).toBe('recovery.not_ready');
	});

	test('after its window, which is on record', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by, id } = await ready(service);
		service.clock.advance(3 * DAY);
		expect(await refusal(service.recoveries.look(id, by))).toBe('recovery.gone');
		const fresh = await mailboxProven(service, by);
		const late = service.recoveries.setUp.withPassword({ id: fresh, password: NEXT }, by);
		expect(await refusal(late)).toBe('recovery.gone');
		expect(await service.codesOf(account)).toContain('recovery.lapsed');
	});

	test('in another browser, also with the code', async () => {
		const service = await openService();
		await proven(service);
		await ready(service);
		const other = returner('another');
		const id = await mailboxProven(service, other);
		expect(await service.recoveries.look(id, other)).toMatchObject({ step: 'elsewhere' });
		const work = service.recoveries.setUp.withPassword({ id, password: NEXT }, other);
		expect(await refusal(work)).toBe('recovery.gone');
		expect(await refusal(service.recoveries.begin(id, other))).toBe('recovery.under_way');
	});

	test('with the proof of the mailbox from the beginning', async () => {
		const service = await openService();
		await proven(service);
		const { by, id } = await begun(service);
		service.clock.advance(WAIT);
		await service.recoveries.tellDue();
		const stale = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(stale)).toBe('recovery.gone');
	});

	test('to a disabled account, at every step', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by, id } = await ready(service);
		await service.disable(account);
		const { recoveries } = service;
		expect(await refusal(recoveries.look(id, by))).toBe('recovery.gone');
		const finishing = recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(finishing)).toBe('recovery.gone');
		const count = (await service.mails()).length;
		await recoveries.ask('ada', by);
		expect(await service.mails()).toHaveLength(count);
	});

	test('where the address was changed beside it', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by, id } = await ready(service);
		const wanted = { email: 'eve@example.org', normal: 'eve@example.org' };
		await service.accounts.claimEmail(account, wanted);
		const finishing = service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
		expect(await refusal(finishing)).toBe('recovery.gone');
	});

	test('where the service lets nobody back in by mail alone, or sends none', async () => {
		const service = await openService({ recoveryWait: 'off' });
		await proven(service);
		const id = await mailboxProven(service);
		expect(await service.recoveries.look(id, returner())).toMatchObject({ step: 'closed' });
		const begin = service.recoveries.begin(id, returner());
		expect(await refusal(begin)).toBe('recovery.not_offered');
		const mute = await openService({ hasMail: false });
		expect(await refusal(mute.recoveries.ask('ada', returner()))).toBe('recovery.not_offered');
	});
});

describe('of many at once', () => {
	test('50 who begin, one begins', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const id = await mailboxProven(service);
		const outcomes = await racing(() => service.recoveries.begin(id, returner()));
		expect(outcomes['done']).toBe(1);
		const codes = await service.codesOf(account);
		expect(codes.filter((code) => code === 'recovery.begun')).toHaveLength(1);
	});

	test('50 who finish, one finishes', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by, id } = await ready(service);
		const outcomes = await racing(() =>
			service.recoveries.setUp.withPassword({ id, password: NEXT }, by)
		);
		expect(outcomes['done']).toBe(1);
		const own = await service.enrolments.list(account);
		expect(own.map(({ method }) => method)).toEqual(['passwords']);
		const codes = await service.codesOf(account);
		expect(codes.filter((code) => code === 'recovery.succeeded')).toHaveLength(1);
	});

	test('finishing and stopping, exactly one happens', async () => {
		const service = await openService();
		const { account } = await proven(service);
		const { by, id } = await ready(service);
		const link = linkIn(
			(await service.mails()).findLast(({ text }) => text.includes('/recover/stop/'))?.text
		);
		const outcomes = await Promise.all([
			refusal(service.recoveries.setUp.withPassword({ id, password: NEXT }, by)),
			refusal(service.recoveries.stopByLink(link, caller))
		]);
		expect(outcomes.filter((outcome) => outcome === 'nothing refused')).toHaveLength(1);
		const codes = await service.codesOf(account);
		const ends = codes.filter((code) => /recovery\.(succeeded|cancelled)/.test(code));
		expect(ends).toHaveLength(1);
	});

	test('50 sweeps, each notice is sent by one', async () => {
		const service = await openService();
		await proven(service);
		await begun(service);
		const before = (await service.mails()).length;
		for (let stage = 0; stage < 2; stage++) {
			service.clock.advance(WAIT / 2);
			await racing(() => service.recoveries.tellDue());
		}
		expect(await service.mails()).toHaveLength(before + 2);
	});

	test('50 right codes, one is right; of 50 wrong ones three are judged', async () => {
		const service = await openService();
		await proven(service);
		const by = returner();
		const { id } = await service.recoveries.ask('ada', by);
		const answer = await lastCode(service);
		const right = await racing(() => service.recoveries.answer({ id, answer }, by));
		expect(right).toEqual({ done: 1, 'recovery.gone': 49 });
		const { id: next } = await service.recoveries.ask('ada', by);
		const wrong = otherThan(await lastCode(service));
		const judged = await racing(() => service.recoveries.answer({ id: next, answer: wrong }, by));
		expect(judged).toEqual({ done: 3, 'recovery.gone': 47 });
	});
});

describe('a flood', () => {
	test('of requests sends ten codes, is answered alike, and leaves the owner’s own browser its codes', async () => {
		const service = await openService();
		const ada = await proven(service);
		const before = (await service.mails()).length;
		expect(await racing((at) => service.recoveries.ask('ada', returner(`${at}`)))).toEqual({
			done: 50
		});
		expect(await service.mails()).toHaveLength(before + 10);
		const own = { ...returner(), knownBrowser: (await signedIn(service)).knownBrowser };
		await service.recoveries.ask('ada', own);
		expect((await service.mails()).filter(({ subject }) => /Your code/.test(subject))).toHaveLength(
			12
		);
		service.clock.advance(HOUR);
		await service.recoveries.ask('ada', returner());
		expect(ada.account).toBeDefined();
	});

	test('of beginnings, each of them stopped, ends at three within a month', async () => {
		const service = await openService();
		const { account, session } = await proven(service);
		for (let at = 0; at < 3; at++) {
			await begun(service);
			await service.recoveries.stop(account, { caller, session: session.id, reason: 'session' });
		}
		const id = await mailboxProven(service);
		const fourth = service.recoveries.begin(id, returner());
		expect(await refusal(fourth)).toBe('recovery.too_many');
		service.clock.advance(30 * DAY);
		await begun(service);
	});
});

describe('nobody learns', () => {
	test('whether an account is there, has a proven address or a factor: the same is answered and done', async () => {
		const service = await openService();
		await proven(service, 'ada');
		await provenWithApp(service, 'bob');
		await member(service, 'eve');
		const gone = await proven(service, 'ned');
		await service.disable(gone.account);
		for (const name of ['ada', 'bob', 'eve', 'ned', 'nobody', 'nobody@example.org']) {
			const by = returner(name);
			const asked = await service.recoveries.ask(name, by);
			expect(Object.keys(asked)).toEqual(['id', 'expiresAt', 'attemptsLeft']);
			expect(asked.attemptsLeft).toBe(3);
			const wrong = { id: asked.id, answer: '000000' };
			const last = await lastCode(service);
			if (last === wrong.answer) continue;
			for (const attemptsLeft of [2, 1, 0])
				expect(await service.recoveries.answer(wrong, by)).toEqual({
					verified: false,
					reason: 'wrong_code',
					attemptsLeft
				});
			expect(await refusal(service.recoveries.answer(wrong, by))).toBe('recovery.gone');
		}
	});

	test('whose codes are used up: names that nobody goes by have budgets, too', async () => {
		const service = await openService();
		await proven(service, 'ada');
		const refusals = async (name: string) => {
			const before = service.recorded.length;
			for (let times = 0; times < 12; times += 1)
				await service.recoveries.ask(name, returner(name));
			return service.recorded.slice(before).filter(({ code }) => code === 'throttle.refused')
				.length;
		};
		expect(await refusals('ada')).toBe(1);
		expect(await refusals('nobody')).toBe(1);
	});

	test('a secret from what is stored', async () => {
		const service = await openService();
		await proven(service);
		const { secret } = await begun(service);
		const link = linkIn((await service.mails()).at(-1)?.text).split('.')[1] ?? '';
		const dump = await service.stores.dump();
		for (const each of [secret, link]) expect(dump).not.toContain(each);
	});
});

describe('an administrator', () => {
	test('begins one, which the person joins and waits for; it is told and on record', async () => {
		const service = await openService();
		const { account } = await proven(service);
		await service.administration.recover({ caller }, account);
		const mail = (await service.mails()).at(-1);
		expect(mail?.text).toContain('those who run the service have begun');
		expect(await service.codesOf(account)).toContain('recovery.begun');
		const again = service.administration.recover({ caller }, account);
		expect(await refusal(again)).toBe('recovery.under_way');

		const id = await mailboxProven(service);
		expect(await service.recoveries.look(id, returner())).toMatchObject({ step: 'join' });
		const { secret } = await service.recoveries.begin(id, returner());
		const by = returner('new laptop', secret);
		expect(await service.recoveries.look(id, by)).toMatchObject({ step: 'waiting' });
		service.clock.advance(WAIT);
		const fresh = await mailboxProven(service, by);
		await service.recoveries.setUp.withPassword({ id: fresh, password: NEXT }, by);
	});

	test('cannot finish one: without the mailbox nothing is ready', async () => {
		const service = await openService();
		const { account } = await proven(service);
		await service.administration.recover({ caller }, account);
		service.clock.advance(WAIT);
		await service.recoveries.tellDue();
		const { id } = await service.recoveries.ask('ada', returner('admin'));
		const { setUp } = service.recoveries;
		const finishing = setUp.withPassword({ id, password: NEXT }, returner('admin'));
		expect(await refusal(finishing)).toBe('recovery.gone');
	});

	test('begins none for an account whose address is not proven', async () => {
		const service = await openService();
		const { account } = await member(service);
		const work = service.administration.recover({ caller }, account);
		expect(await refusal(work)).toBe('recovery.no_address');
	});

	test('of 50 browsers that read the mail, one goes on with it', async () => {
		const service = await openService();
		const { account } = await proven(service);
		await service.administration.recover({ caller }, account);
		const id = await mailboxProven(service);
		const outcomes = await racing(() => service.recoveries.begin(id, returner()));
		expect(outcomes['done']).toBe(1);
	});
});

test('a sign-in that raced with the end holds nothing of what was removed', async () => {
	const service = await openService();
	const { account } = await provenWithApp(service);
	const { by, id } = await ready(service);
	await Promise.all([
		service.recoveries.setUp.withPassword({ id, password: NEXT }, by),
		refusal(signIn(service, { by: 'racing' }).then(() => undefined))
	]);
	const sessions = await service.sessions.list(account);
	expect(sessions.map(({ isRecovery }) => isRecovery)).toEqual([true]);
});

test('the new account is guarded as any: a second factor can be added at once', async () => {
	const service = await openService();
	await proven(service);
	const { by, id } = await ready(service);
	const { issued } = await service.recoveries.setUp.withPassword({ id, password: NEXT }, by);
	await service.stepUp.require('change-factors', issued.session);
	const { issued: raised } = await addTotp(service, issued);
	expect(enroller(raised).session.aal).toBe(2);
	service.clock.advance(MINUTE);
});

test('strangers who use up the codes keep nobody who has waited from theirs', async () => {
	const service = await openService();
	await proven(service);
	const { by } = await begun(service);
	service.clock.advance(WAIT);
	for (let at = 0; at < 12; at += 1)
		await service.recoveries.ask('ada', returner(`stranger ${at}`));
	const { id } = await service.recoveries.askAgain(by);
	const answer = await lastCode(service);
	expect(await service.recoveries.answer({ id, answer }, by)).toMatchObject({ verified: true });
});

test('of two beginnings at once, the one that is refused costs none of the three', async () => {
	const service = await openService();
	const { account } = await proven(service);
	for (let round = 0; round < 3; round += 1) {
		const id = await mailboxProven(service);
		const codes = await Promise.all(
			[1, 2].map(() => refusal(service.recoveries.begin(id, returner())))
		);
		expect(codes.filter((code) => code === 'nothing refused')).toHaveLength(1);
		await service.recoveries.stop(account, { caller, reason: 'link' });
	}
	const id = await mailboxProven(service);
	expect(await refusal(service.recoveries.begin(id, returner()))).toBe('recovery.too_many');
});

test('turned off, by mail alone nobody gets back in who has waited either', async () => {
	const service = await openService();
	await proven(service);
	const { by, id } = await ready(service);
	const off = restarted(service, { recoveryWait: 'off' }).recoveries;
	expect(await off.look(id, by)).toMatchObject({ step: 'closed' });
	const late = off.setUp.withPassword({ id, password: NEXT }, by);
	expect(await refusal(late)).toBe('recovery.not_offered');
	expect(await refusal(off.setUp.beginPasskey(id, by))).toBe('recovery.not_offered');
});
