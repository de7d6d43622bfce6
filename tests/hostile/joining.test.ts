/** Names, invitations, addresses and links: taken twice, of others, withdrawn, tampered with. */
import { describe, expect, test } from 'vitest';

import { newPerson } from '../support/person.ts';
import { done, signIn, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import { CODE, inMail, LINK } from './support/mails.ts';
import {
	answerEnrolment,
	beginEnrolment,
	copyOf,
	racing,
	expectTimes,
	tally,
	through,
	type Member
} from './support/people.ts';
import { BOTH, openWorld, type World } from './support/world.ts';
import { codeAt } from '../support/person.ts';

const worlds: { stores: string; world: World; other: World['server'] }[] = [];
for (const stores of BOTH) {
	const world = await openWorld({ stores });
	worlds.push({
		stores,
		world,
		other: stores === 'embedded' ? world.server : await world.second()
	});
}

const WRONG = (code: string) => `${(Number(code) + 1) % 1e6}`.padStart(6, '0');

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { origin, server, victim } = world;
	const at = (index: number, browser: Browser): Browser =>
		index % 2 === 0 ? browser : through(browser, other, origin);
	const signsUp = (index: number, given: object) =>
		at(index, world.browser()).api('POST', '/accounts', { ...newPerson(), ...given });

	describe('a username', () => {
		test('is taken 50 times at once, in every spelling', async () => {
			const { username, password } = newPerson();
			const spellings = [
				username,
				username.toUpperCase(),
				` ${username}`,
				Array.from(username, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join(''),
				username.replaceAll('1', 'l').replaceAll('0', 'o')
			];
			const answers = await racing((index) =>
				signsUp(index, { username: spellings[index % spellings.length] })
			);
			expectTimes(answers, ['signed-in', 1], 'accounts.username_taken');
			for (const identifier of spellings)
				await signIn(world.browser(), { ...newPerson(), username: identifier, password });
		});

		test('of somebody else is taken later, in every spelling', async () => {
			const { username } = await world.person();
			await expectNoGain(world, 'accounts.username_taken', () =>
				Promise.all([
					signsUp(0, { username: username.toUpperCase() }),
					signsUp(1, { username: username.replace('p', 'ｐ') }),
					signsUp(2, { username: `${username} ` }),
					signsUp(3, { username: username.replaceAll('1', 'l') })
				])
			);
		});
	});

	describe('an invitation', () => {
		const invite = async (): Promise<string> => {
			const { body, status } = await victim.form('/admin?/invite', { role: 'member' });
			const [, secret = ''] = /invitation=([\w-]{43})/.exec(body) ?? [];
			if (!secret) throw new Error(`No invitation: ${status}`);
			return secret;
		};

		test('is used 50 times at once', async () => {
			const invitation = await invite();
			const answers = await racing((index) => signsUp(index, { invitation }));
			expectTimes(answers, ['signed-in', 1], 'accounts.invitation_invalid');
			expect((await signsUp(0, { invitation: await invite() })).status).toBe(200);
		});

		test('is used again, or changed in one character', async () => {
			const invitation = await invite();
			await done(signsUp(0, { invitation }));
			const fresh = await invite();
			await expectNoGain(world, 'accounts.invitation_invalid', async () => [
				await signsUp(0, { invitation }),
				await signsUp(1, { invitation: fresh.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }),
				await signsUp(0, { invitation: '' }),
				await signsUp(0, { invitation: `${fresh} ` })
			]);
			expect((await signsUp(0, { invitation: fresh })).status).toBe(200);
		});

		test('that was withdrawn is used', async () => {
			const before = (await victim.get('/admin')).body;
			const invitation = await invite();
			const known = new Set(before.match(/inv_[\w-]{22}/g));
			const [id = ''] = ((await victim.get('/admin')).body.match(/inv_[\w-]{22}/g) ?? []).filter(
				(each) => !known.has(each)
			);
			expect((await victim.form('/admin?/withdraw', { id })).status).toBeLessThan(400);
			await expectNoGain(world, 'accounts.invitation_invalid', () => signsUp(0, { invitation }));
			expect((await signsUp(0, { invitation: await invite() })).status).toBe(200);
		});

		test('is made by somebody who is no administrator', async () => {
			const eve = await world.person();
			const before = (await victim.get('/admin')).body.match(/inv_[\w-]{22}/g);
			expect((await eve.form('/admin?/invite', { role: 'admin' })).status).toBe(403);
			expect((await victim.get('/admin')).body.match(/inv_[\w-]{22}/g)).toEqual(before);
		});
	});

	describe('the code of a new app', () => {
		const begun = async () => {
			const owner = await world.person();
			const { id, prompt } = await beginEnrolment(owner, 'totp');
			const code = await codeAt(prompt.enrol.secret, server.now());
			return { owner, id, code };
		};

		test('is sent 50 times at once', async () => {
			const { owner, id, code } = await begun();
			const browsers = both(owner);
			const answers = await racing((index) =>
				answerEnrolment(browsers[index % 2] ?? owner, id, code)
			);
			expect(tally(answers)['verified']).toBe(1);
			expect(answers.every(({ status }) => status !== 500)).toBe(true);
			const signedIn = json(
				await world.browser().api('POST', '/sign-in/password', {
					identifier: owner.username,
					password: owner.password
				})
			);
			expect((signedIn['challenge'] as { methods: string[] }).methods).toEqual([
				'totp',
				'recovery-codes'
			]);
		});

		test('is sent by another session', async () => {
			const { owner, id, code } = await begun();
			const eve = await world.person();
			await expectNoGain(world, 'enrolment.gone', () => answerEnrolment(eve, id, code));
			expect(json(await answerEnrolment(owner, id, code))).toMatchObject({ enrolled: true });
		});

		test('is guessed at ten times, and then the right one comes', async () => {
			const { owner, id, code } = await begun();
			await expectNoGain(world, 'wrong_code', () =>
				racing(() => answerEnrolment(owner, id, WRONG(code)), 10)
			);
			await expectNoGain(world, 'enrolment.gone', () => answerEnrolment(owner, id, code));
			const next = await beginEnrolment(owner, 'totp');
			const right = await codeAt(next.prompt.enrol.secret, server.now());
			expect(json(await answerEnrolment(owner, next.id, right))).toMatchObject({ enrolled: true });
		});

		const both = (owner: Member): readonly Browser[] => [
			copyOf(server, origin, owner),
			copyOf(other, origin, owner)
		];
	});

	describe('the code for an address', () => {
		const begun = async (owner?: Member) => {
			const person = owner ?? (await world.person());
			const { id } = await done(person.api('POST', '/email', {}));
			const code = await inMail(server, { to: person.email, says: CODE });
			return { person, id: `${id}`, code };
		};
		const answer = (by: Browser, id: string, code: string) =>
			by.api('POST', `/email/${id}/answer`, { answer: code });

		test('is guessed at 50 times at once', async () => {
			const { person, id, code } = await begun();
			const answers = await racing((index) => answer(at(index, person), id, WRONG(code)));
			expectTimes(answers, ['wrong_code', 3], 'email_proofs.gone');
			// A guess that a busy store could not judge is still there to be spent.
			for (let at = 0; at < 3; at += 1) await answer(person, id, WRONG(code));
			await expectNoGain(world, 'email_proofs.gone', () => answer(person, id, code));
			const next = await begun(person);
			expect(json(await answer(person, next.id, next.code))).toMatchObject({ verified: true });
		});

		test('is sent by another session, and for another address', async () => {
			const [ada, eve] = [await begun(), await begun()];
			await expectNoGain(world, 'email_proofs.gone', () => answer(eve.person, ada.id, ada.code));
			if (ada.code !== eve.code)
				await expectNoGain(world, 'wrong_code', () => answer(eve.person, eve.id, ada.code));
			expect(json(await answer(ada.person, ada.id, ada.code))).toMatchObject({ verified: true });
		});

		test('is sent 50 times at once, and then again', async () => {
			const { person, id, code } = await begun();
			const answers = await racing((index) => answer(at(index, person), id, code));
			expectTimes(answers, ['verified', 1], 'email_proofs.gone');
			await expectNoGain(world, 'email_proofs.gone', () => answer(person, id, code));
		});

		test('comes after its ten minutes', async () => {
			const { person, id, code } = await begun();
			await server.advance(10 * 60_000);
			await expectNoGain(world, 'email_proofs.gone', () => answer(person, id, code));
		});

		test('is asked for again and again', async () => {
			const person = await world.person();
			const answers = [];
			for (let time = 0; time < 7; time += 1) answers.push(await person.api('POST', '/email', {}));
			expectTimes(answers, ['200', 5], 'email_proofs.too_many');
		});

		test('proves an address that somebody else has proven', async () => {
			const ada = await begun();
			await done(answer(ada.person, ada.id, ada.code));
			const eve = await world.person();
			const { id } = await done(eve.api('POST', '/email', { email: ada.person.email }));
			await expect.poll(() => server.logs().split(`To: ${ada.person.email}\n`).length).toBe(3);
			const code = await inMail(server, { to: ada.person.email, says: CODE });
			await expectNoGain(world, 'email_proofs.taken', () => answer(eve, `${id}`, code));
			await signIn(world.browser(), { ...ada.person, username: ada.person.email });
		});
	});

	describe('a link “this was not me”', () => {
		/** Somebody whose proven mailbox has heard of a sign-in from a new browser. */
		const told = async () => {
			const person = await world.person();
			const { id } = await done(person.api('POST', '/email', {}));
			const code = await inMail(server, { to: person.email, says: CODE });
			await done(person.api('POST', `/email/${id}/answer`, { answer: code }));
			const stranger = world.browser();
			await signIn(stranger, person);
			const link = await inMail(server, { to: person.email, says: LINK });
			return { person, stranger, link };
		};
		const isSignedIn = async (browser: Browser) =>
			(await browser.get('/api/v1/session')).status === 200;

		test('is opened by a scanner, by every safe method, and nothing ends', async () => {
			const { person, stranger, link } = await told();
			for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS']) {
				const { status } = await world.browser().send({ method, path: link });
				expect(status).toBeLessThan(500);
			}
			expect([await isSignedIn(person), await isSignedIn(stranger)]).toEqual([true, true]);
			expect((await world.browser().form(link)).status).toBe(200);
			expect([await isSignedIn(person), await isSignedIn(stranger)]).toEqual([true, false]);
		});

		test('is posted by another site', async () => {
			const { stranger, link } = await told();
			const { status } = await world.browser().send({
				method: 'POST',
				path: link,
				headers: {
					origin: 'https://evil.example',
					'content-type': 'application/x-www-form-urlencoded'
				},
				body: ''
			});
			expect(status).toBe(403);
			expect(await isSignedIn(stranger)).toBe(true);
		});

		test('is used 50 times at once, and then again', async () => {
			const { person, stranger, link } = await told();
			const answers = await racing((index) =>
				world.browser().send(
					{
						method: 'POST',
						path: link,
						headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
						body: ''
					},
					index % 2 ? other.port : server.port
				)
			);
			expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
			expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 410]));
			expect(await isSignedIn(stranger)).toBe(false);
			// What began after it is not what the mail was about.
			const later = world.browser();
			await signIn(later, person);
			expect((await world.browser().form(link)).status).toBe(410);
			expect([await isSignedIn(later), await isSignedIn(person)]).toEqual([true, true]);
		});

		test('has one character changed, or is cut short, or is a token of something else', async () => {
			const { person, stranger, link } = await told();
			const token = link.slice('/not-me/'.length);
			const others = [
				token.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
				token.slice(1),
				`${token}A`,
				token.toUpperCase(),
				[...person.cookies.values()][0] ?? '',
				'x'
			];
			await expectNoGain(world, '410', async () => {
				const answers = [];
				for (const each of others)
					answers.push(await world.browser().form(`/not-me/${encodeURIComponent(each)}`));
				return answers;
			});
			expect(await isSignedIn(stranger)).toBe(true);
			expect((await world.browser().form(link)).status).toBe(200);
		});
	});
});
