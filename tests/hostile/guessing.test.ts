/**
 * Guessing, against the real budgets. NIST SP 800-63B §3.2.2; ASVS 5.0 6.1.1, 6.3.1; docs/decisions/0015.
 *
 * Whether a verifier is reached shows from outside where the guess is right and more has to be proven: then a
 * challenge comes, and the guess stays on the account's count all the same.
 */
import { describe, expect, test } from 'vitest';

import { done } from './support/browser.ts';
import { json } from './support/http.ts';
import { createGuesser, HOUR_MS, NOT, openGuessed, WAIT } from './support/guesser.ts';
import {
	addPasskey,
	answerTo,
	authenticatorOf,
	challengeOf,
	outcomeOf,
	passkeySignIn,
	racing,
	tally
} from './support/people.ts';
import { told } from './support/told.ts';

const worlds = await openGuessed();
/** As many as an account gives strangers, and as it gives at all. */
const [STRANGERS, ALL] = [60, 100];
/** The last character holds spare bits, so that the one before it is changed. */
const otherSign = (value: string): string =>
	value.replace(/.(?=.$)/, (sign) => (sign === 'A' ? 'B' : 'A'));

describe.each(worlds)('on $stores', (on) => {
	const { world } = on;
	const { processes, pass, person, member, guess, reach, untilLongWait } = createGuesser(on);

	describe('one account', () => {
		test('is guessed at 75 times, in every spelling, from everywhere: 60 are verified', async () => {
			const ada = await member();
			const { username } = ada;
			const spellings = [
				username,
				username.toUpperCase(),
				`  ${username}\t`,
				username.replace('p', 'ｐ'),
				username.replaceAll('1', 'l')
			];
			let reached = 0;
			for (const each of spellings) reached += await reach({ ...ada, username: each }, 15);
			expect(reached).toBe(STRANGERS);
			await pass(HOUR_MS);
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			// Its owner, in the browser in which she was before.
			const known = await guess(ada, { browser: ada });
			const answer = await answerTo(ada, challengeOf(known).id, await ada.code());
			expect(outcomeOf(answer)).toBe('verified');
		});

		test('is guessed at 130 times, also from a browser that it knows: 100 are verified', async () => {
			const ada = await member();
			expect(await reach(ada, 70)).toBe(STRANGERS);
			expect(await reach(ada, 60, ada)).toBe(ALL - STRANGERS);
		});

		test('has one guess left, for which 50 come at once on two processes', async () => {
			const ada = await member();
			expect(await reach(ada, STRANGERS - 1)).toBe(STRANGERS - 1);
			const answers = await racing((at) => guess(ada, { at }));
			expect(tally(answers)['challenge']).toBe(1);
			expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
		});

		test('is guessed at again after its processes were started anew', async () => {
			const ada = await member();
			await reach(ada, STRANGERS);
			for (const each of processes) {
				const behind = each.now().getTime() - Date.now();
				await each.restart();
				await each.advance(behind);
			}
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('challenge');
		});

		test('is guessed at by passwords and by codes, which count as one', async () => {
			const ada = await member();
			for (let time = 0; time < 20; time += 1) {
				const wrong = { ...ada, password: `not ${time} ${ada.password}` };
				expect(outcomeOf(await guess(wrong, { at: time }))).toBe(NOT);
				await pass(HOUR_MS);
				const browser = world.browser();
				const { id } = challengeOf(await guess(ada, { browser, at: time }));
				const code = json(await answerTo(browser, id, '000000'));
				expect(code).toMatchObject({ verified: false });
				await pass(HOUR_MS);
			}
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('challenge');
		});

		test('is shut at 100, for every way that can be guessed, and a passkey opens it', async () => {
			const ada = await member();
			const key = authenticatorOf(world);
			await addPasskey(ada, key);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const browser = world.browser();
			const half = challengeOf(await guess(ada, { browser })).id;
			expect(await reach(ada, ALL, ada)).toBe(ALL - 1);

			const right = await guess(ada, { browser: ada });
			expect(outcomeOf(right)).toBe(NOT);
			const wrong = await guess({ ...ada, password: 'nine grey owls' }, { browser: ada });
			expect(told(right)).toEqual(told(wrong));
			expect(outcomeOf(await answerTo(browser, half, await ada.code()))).toBe('wrong_code');
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('wrong_code');
			const change = { current: ada.password, next: 'three herons on a blue kite' };
			expect(outcomeOf(await ada.api('PUT', '/password', change))).toBe('passwords.current_wrong');
			const recovery = { identifier: ada.username, password: ada.password };
			const [code] = ada.recoveryCodes;
			const recovered = await world.browser().api('POST', '/recovery', { ...recovery, code });
			expect(outcomeOf(recovered)).toBe(NOT);

			expect(outcomeOf(await passkeySignIn(world.browser(), key))).toBe('signed-in');
			const next = world.browser();
			const { id: again } = challengeOf(await guess(ada, { browser: next }));
			expect(outcomeOf(await answerTo(next, again, await ada.code()))).toBe('verified');
			// What was not verified is not used up.
			const later = await world.browser().api('POST', '/recovery', { ...recovery, code });
			expect(outcomeOf(later)).toBe('signed-in');
		});

		test('is under fire by everybody, and its owner gets in; who has a cookie of another does not', async () => {
			const [ada, eve] = [await member(), await person()];
			await untilLongWait((at) => guess({ ...ada, password: `wrong ${at} herons` }), 100);
			expect(outcomeOf(await guess(ada))).toBe(WAIT);
			expect(outcomeOf(await guess(ada, { browser: eve }))).toBe(WAIT);
			const forged = world.browser();
			for (const [name, value] of ada.cookies)
				if (name.endsWith('known')) forged.cookies.set(name, otherSign(value));
			expect(forged.cookies.size).toBe(1);
			expect(outcomeOf(await guess(ada, { browser: forged }))).toBe(WAIT);
			const { id } = challengeOf(await guess(ada, { browser: ada }));
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('verified');
		});
	});
});
