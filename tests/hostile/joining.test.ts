/** Names and invitations: taken twice, of others, withdrawn, tampered with. */
import { describe, expect, test } from 'vitest';

import { newPerson } from '../support/person.ts';
import { openBoth } from './support/both.ts';
import { done, signIn, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { expectTimes, racing, through } from './support/people.ts';

const worlds = await openBoth();

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { origin, victim } = world;
	const at = (index: number, browser: Browser): Browser =>
		index % 2 === 0 ? browser : through(browser, other, origin);
	const signsUp = (index: number, given: object) =>
		at(index, world.browser()).api('POST', '/accounts', { ...newPerson(), ...given });

	describe('a username', () => {
		test('is taken 50 times at once, in every spelling', async () => {
			const { username, password } = newPerson();
			const spellings = [
				username,
				username.toUpperCase(),
				` ${username}`,
				Array.from(username, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join(''),
				username.replaceAll('1', 'l').replaceAll('0', 'o')
			];
			const answers = await racing((index) =>
				signsUp(index, { username: spellings[index % spellings.length] })
			);
			expectTimes(answers, ['signed-in', 1], 'accounts.username_taken');
			for (const identifier of spellings)
				await signIn(world.browser(), { ...newPerson(), username: identifier, password });
		});

		test('of somebody else is taken later, in every spelling', async () => {
			const { username } = await world.person();
			await expectNoGain(world, 'accounts.username_taken', () =>
				Promise.all([
					signsUp(0, { username: username.toUpperCase() }),
					signsUp(1, { username: username.replace('p', 'ｐ') }),
					signsUp(2, { username: `${username} ` }),
					signsUp(3, { username: username.replaceAll('1', 'l') })
				])
			);
		});
	});

	describe('an invitation', () => {
		const invite = async (): Promise<string> => {
			const { body, status } = await victim.form('/admin?/invite', { role: 'member' });
			const [, secret = ''] = /invitation=([\w-]{43})/.exec(body) ?? [];
			if (!secret) throw new Error(`No invitation: ${status}`);
			return secret;
		};

		test('is used 50 times at once', async () => {
			const invitation = await invite();
			const answers = await racing((index) => signsUp(index, { invitation }));
			expectTimes(answers, ['signed-in', 1], 'accounts.invitation_invalid');
			expect((await signsUp(0, { invitation: await invite() })).status).toBe(200);
		});

		test('is used again, or changed in one character', async () => {
			const invitation = await invite();
			await done(signsUp(0, { invitation }));
			const fresh = await invite();
			await expectNoGain(world, 'accounts.invitation_invalid', async () => [
				await signsUp(0, { invitation }),
				await signsUp(1, { invitation: fresh.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }),
				await signsUp(0, { invitation: '' }),
				await signsUp(0, { invitation: `${fresh} ` })
			]);
			expect((await signsUp(0, { invitation: fresh })).status).toBe(200);
		});

		test('that was withdrawn is used', async () => {
			const before = (await victim.get('/admin')).body;
			const invitation = await invite();
			const known = new Set(before.match(/inv_[\w-]{22}/g));
			const [id = ''] = ((await victim.get('/admin')).body.match(/inv_[\w-]{22}/g) ?? []).filter(
				(each) => !known.has(each)
			);
			expect((await victim.form('/admin?/withdraw', { id })).status).toBeLessThan(400);
			await expectNoGain(world, 'accounts.invitation_invalid', () => signsUp(0, { invitation }));
			expect((await signsUp(0, { invitation: await invite() })).status).toBe(200);
		});

		test('is made by somebody who is no administrator', async () => {
			const eve = await world.person();
			const before = (await victim.get('/admin')).body.match(/inv_[\w-]{22}/g);
			expect((await eve.form('/admin?/invite', { role: 'admin' })).status).toBe(403);
			expect((await victim.get('/admin')).body.match(/inv_[\w-]{22}/g)).toEqual(before);
		});
	});
});
