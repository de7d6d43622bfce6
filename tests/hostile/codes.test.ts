/** Codes of authenticator apps and recovery codes: replayed, raced, of others, out of time, misshapen. ASVS 5.0 6.5.1, 6.5.5, 6.5.6. */
import { describe, expect, test } from 'vitest';

import { done, signIn, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import {
	answerTo,
	appMember,
	challenged,
	copyOf,
	passwordSignIn,
	racing,
	expectTimes,
	tally,
	through,
	type AppMember
} from './support/people.ts';
import { BOTH, openWorld, type World } from './support/world.ts';

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

const worlds: { stores: string; world: World; other: World['server'] }[] = [];
for (const stores of BOTH) {
	const world = await openWorld({ stores });
	worlds.push({
		stores,
		world,
		other: stores === 'embedded' ? world.server : await world.second()
	});
}

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { server, origin } = world;
	const both = [server, other];

	/** Time is the same for everybody. */
	const pass = async (ms: number) => {
		for (const each of new Set(both)) await each.advance(ms);
	};
	const member = async (): Promise<AppMember> => {
		const one = await appMember(world);
		if (other !== server) await other.advance(server.now().getTime() - other.now().getTime());
		return one;
	};
	/** Every second one by the other process. */
	const at = (index: number, browser: Browser): Browser =>
		index % 2 === 0 ? browser : through(browser, other, origin);

	const honest = async (ada: AppMember) => {
		await pass(2 * STEP_MS);
		const { browser, id } = await challenged(world, ada);
		expect(json(await answerTo(browser, id, await ada.code()))).toMatchObject({ verified: true });
		expect((await browser.get('/api/v1/session')).status).toBe(200);
	};

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

	describe('a recovery code', () => {
		const recover = (
			{ username, password }: Pick<AppMember, 'username' | 'password'>,
			code: string | undefined,
			browser = world.browser()
		) => browser.api('POST', '/recovery', { identifier: username, password, code });

		test('is used 50 times at once', async () => {
			const ada = await member();
			const [code, next] = ada.recoveryCodes;
			const answers = await racing((index) => recover(ada, code, at(index, world.browser())));
			expectTimes(answers, ['signed-in', 1], 'sign_in.not_accepted');
			expect((await recover(ada, next)).status).toBe(200);
		});

		test('is used again, at recovery and at a challenge', async () => {
			const ada = await member();
			const [code, next] = ada.recoveryCodes;
			expect((await recover(ada, code)).status).toBe(200);
			await expectNoGain(world, 'sign_in.not_accepted', () => recover(ada, code));
			const { browser, id } = await challenged(world, ada);
			const answer = await answerTo(browser, id, code, 'recovery-codes');
			expect(json(answer)).toMatchObject({ verified: false });
			expect(json(await answerTo(browser, id, next, 'recovery-codes'))).toMatchObject({
				verified: true
			});
		});

		test('of a set that was replaced is used', async () => {
			const ada = await member();
			const { recoveryCodes } = await done(ada.api('POST', '/recovery-codes'));
			await expectNoGain(world, 'sign_in.not_accepted', () =>
				Promise.all(ada.recoveryCodes.slice(0, 3).map((code) => recover(ada, code)))
			);
			expect((await recover(ada, (recoveryCodes as string[])[0])).status).toBe(200);
		});

		test('of somebody else is used, or without the password', async () => {
			const [ada, eve] = [await member(), await member()];
			await expectNoGain(world, 'sign_in.not_accepted', async () => [
				await recover(ada, eve.recoveryCodes[0]),
				await recover({ ...ada, password: '' }, ada.recoveryCodes[0]),
				await recover({ ...ada, password: eve.password + 'x' }, ada.recoveryCodes[0])
			]);
			// No code was used up by it.
			expect((await recover(ada, ada.recoveryCodes[0])).status).toBe(200);
			expect((await recover(eve, eve.recoveryCodes[0])).status).toBe(200);
		});

		test('and replacing the set race: no code of the old set works after it', async () => {
			const ada = await member();
			const [replaced, ...used] = await Promise.all([
				ada.api('POST', '/recovery-codes'),
				...ada.recoveryCodes.map((code, index) => recover(ada, code, at(index, world.browser())))
			]);
			expect(replaced.status).toBeLessThan(500);
			expect(used.every(({ status }) => status < 500)).toBe(true);
			const { recoveryCodes } = json(replaced);
			if (!recoveryCodes) return;
			await expectNoGain(world, 'sign_in.not_accepted', () =>
				Promise.all(ada.recoveryCodes.slice(0, 3).map((code) => recover(ada, code)))
			);
			expect((await passwordSignIn(world.browser(), ada)).status).toBe(200);
		});
	});
});
