/** Links “this was not me”: opened by scanners, posted by others, raced, tampered with. */
import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import { done, signIn, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { CODE, inMail, LINK } from './support/mails.ts';
import { racing } from './support/people.ts';

const worlds = await openBoth();

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { origin, server } = world;

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
