/** Challenges: guessed at, answered elsewhere, late, again, and taken for something else. ASVS 5.0 6.5.5, 6.5.6. */
import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import { done, signIn } from './support/browser.ts';
import { createCoded, STEP_MS } from './support/coded.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import { answerTo, challenged, copyOf, expectTimes, racing } from './support/people.ts';

const worlds = await openBoth();
const MINUTE_MS = 60_000;

describe.each(worlds)('on $stores', (on) => {
	const { world } = on;
	const { server, origin } = world;
	const { both, pass, member, honest } = createCoded(on);

	describe('a challenge', () => {
		test('is guessed at 50 times at once, and gives five attempts', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			const wrong = `${(Number(await ada.code()) + 1) % 1e6}`.padStart(6, '0');
			const answers = await racing((index) =>
				answerTo(copyOf(both[index % 2] ?? server, origin, browser), id, wrong)
			);
			expectTimes(answers, ['wrong_code', 5], 'challenges.gone');
			await expectNoGain(world, 'challenges.gone', async () =>
				answerTo(browser, id, await ada.code())
			);
			await honest(ada);
		});

		test('is answered in another browser', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			const eve = world.browser();
			await challenged(world, ada, eve);
			const code = await ada.code();
			await expectNoGain(world, 'challenges.gone', () => racing(() => answerTo(eve, id, code), 6));
			expect((await eve.api('POST', `/challenges/${id}/prompt`, { method: 'totp' })).status).toBe(
				410
			);
			expect(json(await answerTo(browser, id, code))).toMatchObject({ verified: true });
		});

		test('is answered by a method that it does not offer', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			for (const method of ['passwords', 'passkeys', 'TOTP', '__proto__', ''])
				await expectNoGain(world, 'challenges.method_not_offered', async () => [
					await answerTo(browser, id, ada.password, method),
					await browser.api('POST', `/challenges/${id}/prompt`, { method })
				]);
			expect(json(await answerTo(browser, id, await ada.code()))).toMatchObject({ verified: true });
		});

		test('is answered after its ten minutes', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			await pass(10 * MINUTE_MS);
			await expectNoGain(world, 'challenges.gone', async () =>
				answerTo(browser, id, await ada.code())
			);
			await honest(ada);
		});

		test('is answered again after it was answered right, with its old cookies', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			const old = copyOf(server, origin, browser);
			await done(answerTo(browser, id, await ada.code()));
			await pass(STEP_MS);
			const code = await ada.code();
			await expectNoGain(world, 'challenges.gone', () => answerTo(old, id, code));
			await honest(ada);
		});

		test('of a password is used to go anywhere else', async () => {
			const ada = await member();
			const { browser } = await challenged(world, ada);
			await expectNoGain(world, 'sessions.required', () =>
				Promise.all([
					browser.get('/api/v1/session'),
					browser.get('/api/v1/factors'),
					browser.api('POST', '/step-up'),
					browser.api('POST', '/recovery-codes'),
					browser.api('PUT', '/password', { next: 'three herons on a blue kite' })
				])
			);
			await honest(ada);
		});

		test('of a step-up is used to sign in, without the session', async () => {
			const ada = await member();
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			const { browser } = await challenged(world, ada);
			const code = await ada.code();
			await expectNoGain(world, 'challenges.gone', () =>
				Promise.all([answerTo(browser, id, code), answerTo(world.browser(), id, code)])
			);
			expect(json(await answerTo(ada, id, code))).toMatchObject({ verified: true });
		});

		test('of a step-up is answered by another session of the same account', async () => {
			const ada = await member();
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			const { browser, id: own } = await challenged(world, ada);
			await done(answerTo(browser, own, await ada.code()));
			await pass(STEP_MS);
			const code = await ada.code();
			await expectNoGain(world, 'challenges.gone', () => answerTo(browser, id, code));
			expect(json(await answerTo(ada, id, code))).toMatchObject({ verified: true });
		});

		test('of a sign-in raises nobody: its right answer is a session of its own account', async () => {
			const [ada, eve] = [await member(), await world.person()];
			const { id } = await challenged(world, ada, eve);
			const eveId = json(await eve.get('/api/v1/session'))['account'];
			const answer = await answerTo(eve, id, await ada.code());
			expect(json(answer)).toMatchObject({ verified: true });
			expect(json(await eve.get('/api/v1/session'))['account']).not.toBe(eveId);
			await signIn(world.browser(), eve);
		});
	});
});
