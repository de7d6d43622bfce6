/** Guessing at many accounts: one password, and one address. docs/decisions/0015. */
import { describe, expect, test } from 'vitest';

import { signIn } from './support/browser.ts';
import type { Answer } from './support/http.ts';
import { another, createGuesser, NOT, openGuessed, somewhere, WAIT } from './support/guesser.ts';
import { outcomeOf, racing, tally } from './support/people.ts';

const worlds = await openGuessed();

describe.each(worlds)('on $stores', (on) => {
	const { world } = on;
	const { origin } = world;
	const { person, member, guess } = createGuesser(on);

	describe('one password', () => {
		test('is sprayed over many names from many addresses, in every spelling', async () => {
			const password = `a password of ${Date.now()} fíve`;
			const spellings = [password, password.normalize('NFD'), password.replace('p', 'ｐ')];
			const answers = [];
			for (let at = 0; at < 15; at += 1)
				answers.push(
					await guess(
						{ username: `someone${at}x${Date.now()}`, password: spellings[at % 3] ?? '' },
						{ at }
					)
				);
			expect(tally(answers)).toEqual({ [NOT]: 10, [WAIT]: 5 });
			expect(answers.slice(10).every((answer) => outcomeOf(answer) === WAIT)).toBe(true);
			const ada = await person();
			await signIn(world.browser(), ada);
		});
	});

	describe('one address', () => {
		/** Fifty, and one more for each minute that the machine took. */
		const expectSpent = (answers: readonly Answer[]) => {
			const { [NOT]: verified = 0, [WAIT]: waiting = 0 } = tally(answers);
			expect(verified + waiting).toBe(answers.length);
			expect(verified).toBeGreaterThanOrEqual(50);
			expect(waiting).toBeGreaterThan(0);
		};

		const spray = async (addressAt: (at: number) => string, times: number) => {
			const answers: Answer[] = [];
			for (let from = 0; from < times; from += 6)
				answers.push(
					...(await racing((index) => {
						const at = from + index;
						const name = `s${at}x${another()}y${Date.now()}`;
						return guess(
							{ username: name, password: `${name} ${at}` },
							{ at, address: addressAt(at) }
						);
					}, 6))
				);
			return answers;
		};

		test('sprays names and passwords from all of its /64, behind whatever header it writes', async () => {
			const prefix = somewhere().replace('::1', '');
			const answers = await spray((at) => `198.51.100.${at}, ${prefix}::${at.toString(16)}`, 60);
			expectSpent(answers);
			const ada = await person();
			expect(outcomeOf(await guess(ada, { address: `${prefix}:1:2:3:4` }))).toBe(WAIT);
			expect(outcomeOf(await guess(ada, { address: somewhere() }))).toBe('signed-in');
		});

		test('sprays recovery codes', async () => {
			const ada = await member();
			const address = `192.0.2.${another() % 250}`;
			const recover = (code: string | undefined, from = address) =>
				world.browser().send({
					method: 'POST',
					path: '/api/v1/recovery',
					headers: { origin, 'content-type': 'application/json', 'x-forwarded-for': from },
					body: JSON.stringify({ identifier: ada.username, password: ada.password, code })
				});
			const wrong = 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA';
			const answers = [];
			for (let from = 0; from < 55; from += 5)
				answers.push(...(await racing(() => recover(wrong), 5)));
			expectSpent(answers);
			expect(outcomeOf(await recover(ada.recoveryCodes[0]))).toBe(WAIT);
			expect(outcomeOf(await recover(ada.recoveryCodes[0], '203.0.113.77'))).toBe('signed-in');
		});
	});
});
