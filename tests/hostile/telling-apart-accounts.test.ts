/** What an account is and has: nobody hears of it, neither by name, nor by address, nor by a challenge. ASVS 5.0 6.3.8. */
import { describe, expect, test } from 'vitest';

import { done } from './support/browser.ts';
import { json } from './support/http.ts';
import {
	answerTo,
	beginPasskey,
	challenged,
	finishPasskey,
	passkeyMember,
	passkeySignIn
} from './support/people.ts';
import { named, openPeopled, ownOf, type Somebody } from './support/somebody.ts';
import { told } from './support/told.ts';

const worlds = await openPeopled();

describe.each(worlds)('on $stores', ({ world, people }) => {
	describe('nobody hears that', () => {
		test('an account is disabled, also with its password or its passkey', async () => {
			const { 'somebody who is disabled': gone, 'nobody at all': nobody } = people;
			if (!gone?.key || !nobody) throw new Error('Nobody is disabled.');
			const tryPassword = (who: Somebody) =>
				world.browser().api('POST', '/sign-in/password', {
					identifier: who.username,
					password: who.password
				});
			expect(told(await tryPassword(gone), ownOf(gone))).toEqual(
				told(await tryPassword(nobody), ownOf(nobody))
			);
			const alive = await passkeyMember(world, named());
			const [right, wrong] = [
				await passkeySignIn(world.browser(), gone.key),
				await passkeySignIn(world.browser(), alive.key, { origin: 'https://evil.example' })
			];
			expect(told(right)).toEqual(told(wrong));
		});

		test('an address that is not proven belongs to somebody, also with their password', async () => {
			const { 'somebody with a password': plain, 'nobody at all': nobody } = people;
			if (!plain || !nobody) throw new Error('There is nobody.');
			const tryAddress = (who: Somebody) =>
				world.browser().api('POST', '/sign-in/password', {
					identifier: who.email,
					password: who.password
				});
			const [some, none] = [await tryAddress(plain), await tryAddress(nobody)];
			expect(told(some, ownOf(plain))).toEqual(told(none, ownOf(nobody)));
		});

		test('an account has no password, also when an empty one is tried', async () => {
			const { 'somebody with a passkey alone': key, 'nobody at all': nobody } = people;
			if (!key || !nobody) throw new Error('There is nobody.');
			for (const body of [{ password: '' }, { password: key.username }]) {
				const answers = await Promise.all(
					[key, nobody].map(({ username: identifier }) =>
						world.browser().api('POST', '/sign-in/password', { identifier, ...body })
					)
				);
				const [some, none] = answers.map((answer) => told(answer));
				expect(some).toEqual(none);
			}
		});
	});

	describe('an address at sign-up', () => {
		const emails = () => [
			named().email,
			people['somebody with a password']?.email ?? '',
			people['somebody with a proven address']?.email ?? '',
			people['somebody who is disabled']?.email ?? ''
		];

		test('is taken, proven or free: all is alike, with a password', async () => {
			const answers = [];
			for (const email of emails()) {
				const person = { ...named(), email };
				const answer = await world.browser().api('POST', '/accounts', person);
				answers.push(told(answer, [email, person.username]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
			expect(answers[0]?.status).toBe(200);
		});

		test('is taken, proven or free: all is alike, with a passkey', async () => {
			const answers = [];
			for (const email of emails()) {
				const { username } = named();
				const answer = await world.browser().api('POST', '/accounts', { username, email });
				const handle = (json(answer)['options'] as { user: { name: string } }).user.name;
				answers.push(told(answer, [email, handle]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
		});

		test('is asked a code for by somebody signed in: free or taken, all is alike', async () => {
			const answers = [];
			for (const email of emails()) {
				const [browser, person] = [world.browser(), named()];
				await done(browser.api('POST', '/accounts', person));
				answers.push(told(await browser.api('POST', '/email', { email }), [email]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
		});
	});

	describe('a challenge', () => {
		test('of somebody else is told like one that there never was', async () => {
			const { 'somebody with an app': ada } = people;
			if (!ada) throw new Error('There is nobody.');
			const { id } = await challenged(world, ada);
			const none = `chl_${'A'.repeat(22)}`;
			const tries = async (which: string) => {
				const stranger = world.browser();
				return [
					told(await answerTo(stranger, which, '000000'), [which]),
					told(await answerTo(stranger, which, '000000', 'no-method'), [which]),
					told(await stranger.api('POST', `/challenges/${which}/prompt`, { method: 'totp' })),
					told(await stranger.get(`/verify/${which}`, { accept: 'text/html' }), [which])
				];
			};
			expect(await tries(id)).toEqual(await tries(none));
		});

		test('names the methods of an account only after its first proof', async () => {
			const { 'somebody with an app and a passkey': ada } = people;
			if (!ada) throw new Error('There is nobody.');
			const browser = world.browser();
			const wrong = await browser.api('POST', '/sign-in/password', {
				identifier: ada.username,
				password: `${ada.password}!`
			});
			expect(Object.keys(json(wrong)).toSorted()).toEqual([
				'code',
				'requestId',
				'status',
				'title',
				'type'
			]);
			const { methods } = await challenged(world, ada, browser);
			expect(methods).toEqual(['passkeys', 'totp', 'recovery-codes']);
		});
	});

	test('a passkey of somebody is told like a forged one, in every way it can be wrong', async () => {
		const { key } = await passkeyMember(world, named());
		const ways = [
			{ origin: 'https://evil.example' },
			{ isUserVerified: false },
			{ userHandle: 'AAAA' },
			{ alterSignature: (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1) }
		];
		const answers = [];
		for (const way of ways) answers.push(told(await passkeySignIn(world.browser(), key, way)));
		const browser = world.browser();
		const { ceremony, options } = await beginPasskey(browser);
		const answer = key.get(options);
		answers.push(told(await finishPasskey(browser, ceremony, { ...answer, type: 'x' })));
		for (const each of answers.slice(0, ways.length)) expect(each).toEqual(answers[0]);
		expect(answers.at(-1)?.status).toBe(401);
	});
});
