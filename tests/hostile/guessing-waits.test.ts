/** Guessing at one name, and by those whom an account knows: how long each has to wait. docs/decisions/0015. */
import { describe, expect, test } from 'vitest';

import type { Person } from '../support/person.ts';
import { done, signIn } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';
import { another, createGuesser, NOT, openGuessed, WAIT, waitOf } from './support/guesser.ts';
import { answerTo, outcomeOf, racing, tally } from './support/people.ts';
import { told } from './support/told.ts';

const worlds = await openGuessed();

describe.each(worlds)('on $stores', (on) => {
	const { pass, person, member, guess, untilLongWait } = createGuesser(on);

	describe('one name', () => {
		const untilWait = async (person: Person, waits: number): Promise<readonly number[]> => {
			const seen: number[] = [];
			while (seen.length < waits) {
				const password = `${person.password} ${another()}`;
				const answer = await guess({ ...person, password }, { at: seen.length });
				if (outcomeOf(answer) === WAIT) {
					seen.push(waitOf(answer));
					expect(json(answer)['retryAfterSeconds']).toBe(waitOf(answer));
					await pass(waitOf(answer) * 1000);
				} else expect(outcomeOf(answer)).toBe(NOT);
			}
			return seen;
		};

		test('is guessed at for hours: each wait is twice the one before, known or not', async () => {
			const ada = await member();
			const nobody = { ...ada, username: `nobody${ada.username}` };
			const wrong = { ...ada, password: 'eleven white gulls' };
			const other = { ...nobody, password: 'twelve white gulls' };
			const waits = [await untilWait(wrong, 8), await untilWait(other, 8)];
			for (const each of waits) {
				// On a slow machine some seconds have passed already, which counts for the short ones.
				const long = each.slice(3);
				for (const [at, wait] of long.slice(1).entries())
					expect(wait / (long[at] ?? 1)).toBeGreaterThan(1.2);
				expect(each.at(-1)).toBeGreaterThan(400);
				expect(each.every((wait) => Number.isInteger(wait) && wait <= 3600)).toBe(true);
			}
		});

		test('has to wait, and the right password is told what a wrong one is', async () => {
			const ada = await member();
			await untilLongWait((at) => guess({ ...ada, password: `wrong ${at} kites` }), 300);
			const [right, wrong] = [
				await guess(ada),
				await guess({ ...ada, password: 'red kites wait' })
			];
			expect(right.status).toBe(429);
			const mask = (answer: Answer) => {
				const { body, headers, ...rest } = told(answer);
				return {
					...rest,
					body: body.replace(/("retryAfterSeconds":)\d+/, '$1'),
					headers: headers.filter((each) => !each.startsWith('content-length'))
				};
			};
			expect(mask(right)).toEqual(mask(wrong));
			await pass(waitOf(right) * 1000);
			expect(outcomeOf(await guess(ada))).toBe('challenge');
		});

		test('is guessed at by 50 at once on two processes: five go', async () => {
			const ada = await person();
			const answers = await racing((at) =>
				guess({ ...ada, password: `wrong ${at} and ${ada.username}` }, { at })
			);
			const { [NOT]: verified = 0, [WAIT]: waiting = 0 } = tally(answers);
			// A sixth where the machine takes longer than the first wait.
			expect(verified).toBeGreaterThanOrEqual(5);
			expect(verified).toBeLessThanOrEqual(7);
			expect(verified + waiting).toBe(50);
			await signIn(ada, ada);
		});
	});

	describe('a known browser', () => {
		test('signs out, forgets its attempt and tries again: its own failures stay', async () => {
			const ada = await person();
			await done(ada.api('DELETE', '/session'));
			const wrong = await untilLongWait((at) =>
				guess({ ...ada, password: `wrong ${at} terns` }, { browser: ada })
			);
			expect(wrong.length).toBeLessThanOrEqual(9);
			for (const name of ada.cookies.keys()) if (!name.endsWith('known')) ada.cookies.delete(name);
			const answer = await guess(ada, { browser: ada });
			expect(outcomeOf(answer)).toBe(WAIT);
			await pass(waitOf(answer) * 1000);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('signed-in');
		});
	});

	describe('a live session', () => {
		test('guesses at the code of its step-up over new challenges', async () => {
			const ada = await member();
			const wrong = await untilLongWait(async () => {
				const { challenge } = await done(ada.api('POST', '/step-up'));
				return answerTo(ada, (challenge as { id: string }).id, '000000');
			});
			expect(tally(wrong)).toEqual({ wrong_code: 8 });
			await pass(2 * 60_000);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('verified');
		});

		test('guesses at the current password, and then at the code', async () => {
			const ada = await member();
			const change = (current: string) =>
				ada.api('PUT', '/password', { current, next: 'three herons on a blue kite' });
			const wrong = await untilLongWait((at) => change(`wrong ${at}`));
			expect(tally(wrong)).toEqual({ 'passwords.current_wrong': 8 });
			expect(outcomeOf(await change(ada.password))).toBe(WAIT);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe(WAIT);
			await pass(60_000);
			expect((await change(ada.password)).status).toBe(204);
		});
	});
});
