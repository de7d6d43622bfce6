/** Codes of authenticator apps: replayed, raced, of others, out of time, misshapen. ASVS 5.0 6.5.1, 6.5.5. */
import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { createCoded } from './support/coded.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import { answerTo, challenged, copyOf, expectTimes, racing, tally } from './support/people.ts';

const worlds = await openBoth();

describe.each(worlds)('on $stores', (on) => {
	const { world } = on;
	const { server, origin } = world;
	const { both, member, at, honest } = createCoded(on);

	describe('the code of an app', () => {
		test('is replayed at the next challenge', async () => {
			const ada = await member();
			const code = await ada.code();
			const first = await challenged(world, ada);
			await done(answerTo(first.browser, first.id, code));
			const next = await challenged(world, ada);
			await expectNoGain(world, 'wrong_code', () => answerTo(next.browser, next.id, code));
			await honest(ada);
		});

		test('is replayed 50 times at once by 50 browsers', async () => {
			const ada = await member();
			const code = await ada.code();
			const all = [];
			for (let from = 0; from < 50; from += 10)
				all.push(...(await racing(() => challenged(world, ada), 10)));
			const answers = await Promise.all(
				all.map(({ browser, id }, index) => answerTo(at(index, browser), id, code))
			);
			expectTimes(answers, ['verified', 1], 'wrong_code');
			await honest(ada);
		});

		test('is replayed 50 times at once in one browser', async () => {
			const ada = await member();
			const code = await ada.code();
			const { browser, id } = await challenged(world, ada);
			const answers = await racing((index) =>
				answerTo(copyOf(both[index % 2] ?? server, origin, browser), id, code)
			);
			expect(tally(answers)['verified']).toBe(1);
			expect(answers.filter(({ status }) => status < 300).length).toBeLessThanOrEqual(5);
			await honest(ada);
		});

		test('of the step before is tried after the newer one was used', async () => {
			const ada = await member();
			const [older, newer] = [await ada.code(-1), await ada.code()];
			const first = await challenged(world, ada);
			await done(answerTo(first.browser, first.id, newer));
			const next = await challenged(world, ada);
			await expectNoGain(world, 'wrong_code', () => answerTo(next.browser, next.id, older));
			await honest(ada);
		});

		test('of somebody else is tried', async () => {
			const [ada, eve] = [await member(), await member()];
			const code = await eve.code();
			const { browser, id } = await challenged(world, ada);
			await expectNoGain(world, 'wrong_code', () => answerTo(browser, id, code));
			await honest(ada);
		});

		test('of another time is tried, before and after', async () => {
			const ada = await member();
			const { browser, id } = await challenged(world, ada);
			for (const steps of [-20, -2, 2, 20]) {
				const code = await ada.code(steps);
				await expectNoGain(world, 'wrong_code', () => answerTo(browser, id, code));
			}
			expect(json(await answerTo(browser, id, await ada.code()))).toMatchObject({ verified: true });
		});

		test('is written in ways that are none, each of which costs an attempt', async () => {
			const ada = await member();
			const code = await ada.code();
			const arabic = Array.from(code, (digit) => String.fromCharCode(0x660 + Number(digit))).join(
				''
			);
			const shapes = [
				[arabic, `${code}0`, `0${code}`, code.slice(1)],
				[`+${code}`, `${code}.0`, `${Number(code)}e0`, `0x${Number(code).toString(16)}`],
				[`-${code}`, `${code},${code}`, `${code}\u200b`, code.replace(/\d$/, 'O')]
			];
			for (const some of shapes) {
				const { browser, id } = await challenged(world, ada);
				for (const shape of some)
					await expectNoGain(world, 'malformed', () => answerTo(browser, id, shape));
				expect(json(await answerTo(browser, id, ''))).toMatchObject({ attemptsLeft: 0 });
				expect((await answerTo(browser, id, code)).status).toBe(410);
			}
			// What apps show with a space, and phones type in full width, is the code itself.
			const { browser, id } = await challenged(world, ada);
			const typed = ` ${code.slice(0, 3)} ${code.slice(3)} `;
			expect(json(await answerTo(browser, id, typed))).toMatchObject({ verified: true });
		});
	});
});
