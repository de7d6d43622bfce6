/** Codes that prove a new app or an address: raced, guessed at, of others, late. */
import { describe, expect, test } from 'vitest';

import { codeAt } from '../support/person.ts';
import { openBoth } from './support/both.ts';
import { done, signIn, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import { CODE, inMail } from './support/mails.ts';
import {
	answerEnrolment,
	beginEnrolment,
	copyOf,
	expectTimes,
	racing,
	tally,
	through,
	type Member
} from './support/people.ts';

const worlds = await openBoth();

const WRONG = (code: string) => `${(Number(code) + 1) % 1e6}`.padStart(6, '0');

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { origin, server } = world;
	const at = (index: number, browser: Browser): Browser =>
		index % 2 === 0 ? browser : through(browser, other, origin);

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
		const begun = async (owner?: Member, but?: string) => {
			const person = owner ?? (await world.person());
			const { id } = await done(person.api('POST', '/email', {}));
			const code = await inMail(server, { to: person.email, says: CODE, but });
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
			const next = await begun(person, code);
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
});
