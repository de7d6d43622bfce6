import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { counted, delayAfter, waitOf, type Tally } from './budget.ts';
import { NUMBERS, scaledNumbers } from './numbers.ts';
import {
	ADDRESS,
	browser,
	DAY,
	HOUR,
	MINUTE,
	openThrottle,
	outcomeOf,
	SECOND,
	type Addressed,
	type TestThrottle
} from './throttle.fixture.ts';

/** A fifth of every limit, so that runs get to the end of them: 20 in all, 12 for strangers, 2 each browser. */
const SCALE = 0.2;
const { total, trusted, unknown } = scaledNumbers(SCALE);
const RUNS = { numRuns: 25 };

const addresses = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', '::ffff:192.0.2.2');
const pauses = fc.constantFrom(0, 0, SECOND, MINUTE, HOUR, DAY, 8 * DAY);
const stranger = fc.record({
	name: fc.constantFrom('ada', 'ada@example.org', undefined),
	address: addresses,
	password: fc.constantFrom('one', 'two', undefined)
});
const known = fc.record({ address: addresses, pool: fc.integer({ min: 0, max: 9 }).map(browser) });
const times = fc.integer({ min: 1, max: 6 });

/** Guesses at once, as a script does, and says how many reached the verifier. */
async function burst(
	throttle: TestThrottle,
	{ guess, count }: { guess: Addressed; count: number }
) {
	const outcomes = await Promise.all(
		Array.from({ length: count }, () => outcomeOf(throttle.reserve(guess)))
	);
	return outcomes.filter((outcome) => outcome === 'go').length;
}

describe('whatever happens in whatever order', () => {
	test('no more consecutive failures reach the verifier than an account has', async () => {
		const step = fc.record({
			guess: fc.oneof(stranger, known),
			count: times,
			end: fc.constantFrom('fail', 'fail', 'fail', 'fail', 'release', 'succeed'),
			pause: pauses
		});
		let most = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
				const { throttle, clock } = await openThrottle(SCALE);
				const account = newId('acc', secureRandom);
				let failures = 0;
				for (const { guess, count, end, pause } of steps) {
					clock.advance(pause);
					failures += await burst(throttle, { guess: { ...guess, account }, count });
					most = Math.max(most, failures);
					expect(failures).toBeLessThanOrEqual(total.most);
					if (end === 'fail') continue;
					const right = await throttle.reserve({ ...guess, account }).catch(() => undefined);
					if (right?.verdict !== 'go') continue;
					await right[end]();
					if (end === 'succeed') failures = 0;
				}
			}),
			RUNS
		);
		// The runs did get further than strangers do.
		expect(most).toBeGreaterThan(unknown.most);
	});

	test('a known browser with the right password waits for nothing but its own failures', async () => {
		const step = fc.record({
			guess: stranger,
			count: times,
			isWrong: fc.boolean(),
			pause: pauses
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
				const { throttle, clock } = await openThrottle(SCALE);
				const own = { name: 'ada', account: newId('acc', secureRandom), address: ADDRESS };
				const honest = { ...own, password: 'right', pool: browser(1) };
				let tally: Tally | undefined;
				let streak = 0;
				for (const { guess, count, isWrong, pause } of steps) {
					clock.advance(pause);
					await burst(throttle, { guess: { ...own, ...guess }, count });
					const now = clock.now().getTime();
					if (waitOf(tally, trusted, now) > 0) continue;
					const mine = await throttle.reserve(honest);
					expect(mine.verdict).toBe('go');
					// Beyond what strangers leave, its own failures end it all.
					const fails = isWrong && streak < total.most - unknown.most - 1;
					tally = fails ? counted(tally, trusted, now) : undefined;
					streak = fails ? streak + 1 : 0;
					if (!fails) await mine.succeed();
				}
			}),
			RUNS
		);
	});
});

describe('the numbers', () => {
	const scales = fc.double({ min: 0.01, max: 100, noNaN: true });

	test('delays never shrink with failures and never exceed an hour, at any scale', () => {
		fc.assert(
			fc.property(scales, fc.nat({ max: 5000 }), (scale, failures) => {
				for (const limits of Object.values(scaledNumbers(scale))) {
					const delay = delayAfter(failures, limits);
					expect(delayAfter(failures + 1, limits)).toBeGreaterThanOrEqual(delay);
					expect(delay).toBeLessThanOrEqual(HOUR);
				}
			})
		);
	});

	test('are whole, leave room for one guess, and leave known browsers a part of the account', () => {
		fc.assert(
			fc.property(scales, (scale) => {
				const numbers = scaledNumbers(scale);
				for (const value of Object.values(numbers).flatMap((limits) =>
					Object.values({ ...limits })
				))
					expect(value).toSatisfy(Number.isSafeInteger);
				for (const { most } of Object.values(numbers)) expect(most).toBeGreaterThan(0);
				if (scale >= 0.02)
					expect(numbers.unknown.most + numbers.trusted.most).toBeLessThanOrEqual(
						numbers.total.most
					);
			})
		);
	});

	test('are those of the decision, and at most 100 in all', () => {
		expect(scaledNumbers(1)).toEqual(NUMBERS);
		expect(NUMBERS.total.most).toBe(100);
		expect(NUMBERS.unknown.most + 4 * NUMBERS.trusted.most).toBe(100);
		expect(NUMBERS.unknown.keepMs).toBe(NUMBERS.total.keepMs);
	});
});
