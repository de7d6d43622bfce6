/** Replayed and borrowed WebAuthn assertions. WebAuthn L3 §7.2; docs/decisions/0010. */
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, test } from 'vitest';

import { newPerson } from '../support/person.ts';
import { openBoth } from './support/both.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import {
	addPasskey,
	answerTo,
	authenticatorOf,
	beginPasskey,
	expectTimes,
	finishPasskey,
	outcomeOf,
	passkeyMember,
	passkeySignIn,
	passwordSignIn,
	racing,
	through
} from './support/people.ts';

const worlds = await openBoth();
const NOT = 'sign_in.not_accepted';

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { origin } = world;
	const member = () => passkeyMember(world, newPerson());
	const signsIn = async (key: Parameters<typeof passkeySignIn>[1]) =>
		expect(outcomeOf(await passkeySignIn(world.browser(), key))).toBe('signed-in');

	describe('an assertion', () => {
		test('is replayed, in its own ceremony and in the next', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = key.get(options);
			expect(outcomeOf(await finishPasskey(browser, ceremony, answer))).toBe('signed-in');
			const eve = world.browser();
			const next = await beginPasskey(eve);
			await expectNoGain(world, NOT, () => finishPasskey(eve, next.ceremony, answer));
			await expectNoGain(world, 'sign_in.ceremony_gone', async () => [
				await finishPasskey(eve, next.ceremony, key.get(next.options)),
				await finishPasskey(eve, ceremony, answer),
				await finishPasskey(browser, ceremony, answer)
			]);
			await signsIn(key);
		});

		test('is sent 50 times at once to two processes', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = key.get(options);
			const answers = await racing((at) =>
				finishPasskey(at % 2 ? browser : through(browser, other, origin), ceremony, answer)
			);
			expectTimes(answers, ['signed-in', 1], 'sign_in.ceremony_gone');
			await signsIn(key);
		});

		test('is stolen on its way and sent from another browser', async () => {
			const { key } = await member();
			const { ceremony, options } = await beginPasskey(world.browser());
			const eve = world.browser();
			await beginPasskey(eve);
			await expectNoGain(world, 'sign_in.ceremony_gone', () =>
				finishPasskey(eve, ceremony, key.get(options))
			);
			await signsIn(key);
		});

		test('comes after its five minutes', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			await world.server.advance(5 * 60_000);
			await expectNoGain(world, 'sign_in.ceremony_gone', () =>
				finishPasskey(browser, ceremony, key.get(options))
			);
			await signsIn(key);
		});

		test('of a key that has been copied: its counter goes back', async () => {
			const person = newPerson();
			const browser = world.browser();
			const key = authenticatorOf(world, { countsSignatures: true, isBackupEligible: false });
			const begun = json(
				await browser.api('POST', '/accounts', { ...person, password: undefined })
			);
			const { ceremony, options } = begun as unknown as { ceremony: string; options: object };
			await browser.api('POST', '/accounts/passkey', { ceremony, response: key.create(options) });
			await signsIn(key);
			for (const counter of [2, 1, 0])
				expect(outcomeOf(await passkeySignIn(world.browser(), key, { counter }))).toBe(NOT);
			await signsIn(key);
		});

		test('of one account for a challenge of another', async () => {
			const [ada, eve] = [await world.person(), await member()];
			const key = authenticatorOf(world);
			await addPasskey(ada, key);
			const browser = world.browser();
			const { challenge } = json(await passwordSignIn(browser, ada)) as {
				challenge: { id: string };
			};
			const prompt = await browser.api('POST', `/challenges/${challenge.id}/prompt`, {
				method: 'passkeys'
			});
			const { options } = json(prompt) as { options: object };
			const borrowed = eve.key.get({ ...options, allowCredentials: undefined });
			await expectNoGain(world, 'unknown_credential', () =>
				answerTo(browser, challenge.id, borrowed, 'passkeys')
			);
			// Asked twice, only the second question counts.
			const first = key.get(options);
			const again = await browser.api('POST', `/challenges/${challenge.id}/prompt`, {
				method: 'passkeys'
			});
			await expectNoGain(world, 'wrong_challenge', () =>
				answerTo(browser, challenge.id, first, 'passkeys')
			);
			expect(again.status).toBe(200);
			const last = json(
				await browser.api('POST', `/challenges/${challenge.id}/prompt`, { method: 'passkeys' })
			) as { options: object };
			const right = await answerTo(browser, challenge.id, key.get(last.options), 'passkeys');
			expect(outcomeOf(right)).toBe('verified');
		});

		test('with extensions that nobody asked for is as good as any', async () => {
			const { key } = await member();
			const extensions = isoCBOR.encode(new Map([['x', true]]));
			const answer = await passkeySignIn(world.browser(), key, { extensions });
			expect(outcomeOf(answer)).toBe('signed-in');
		});
	});

	describe('the last way in', () => {
		test('is removed by two removals at once, on two processes', async () => {
			const owner = await member();
			const second = authenticatorOf(world);
			const id = await addPasskey(owner, second);
			const factors = JSON.parse((await owner.get('/api/v1/factors')).body) as {
				id: string;
				method: string;
			}[];
			const [first = ''] = factors
				.filter((each) => each.method === 'passkeys' && each.id !== id)
				.map((each) => each.id);
			const answers = await racing((at) =>
				(at % 2 ? owner : through(owner, other, origin)).api(
					'DELETE',
					`/factors/${at % 4 < 2 ? id : first}`
				)
			);
			expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
			expect(answers.every(({ status }) => status !== 500)).toBe(true);
			const left = await Promise.all(
				[owner.key, second].map((key) =>
					passkeySignIn(world.browser(), key).then(outcomeOf, () => 'none')
				)
			);
			expect(left.toSorted()).toEqual(['sign_in.not_accepted', 'signed-in']);
		});
	});
});
