/** Recovery codes: raced, used again, replaced, of others. ASVS 5.0 6.5.1. */
import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { createCoded } from './support/coded.ts';
import { expectNoGain } from './support/gained.ts';
import { json } from './support/http.ts';
import {
	answerTo,
	challenged,
	expectTimes,
	passwordSignIn,
	racing,
	type AppMember
} from './support/people.ts';

const worlds = await openBoth();

describe.each(worlds)('on $stores', (on) => {
	const { world } = on;
	const { member, at } = createCoded(on);

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
