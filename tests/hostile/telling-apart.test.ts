/** Who has an account, and what it is made of: nothing that is answered before a proof tells. ASVS 5.0 6.3.8. */
import { describe, expect, test } from 'vitest';

import { done, type Browser } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';
import { outcomeOf } from './support/people.ts';
import { openPeopled, ownOf, type Somebody } from './support/somebody.ts';
import { told } from './support/told.ts';

const worlds = await openPeopled();

describe.each(worlds)('on $stores', ({ world, people }) => {
	const { origin } = world;

	/** The same attempt at everybody, in fresh browsers: all are told the same. */
	async function expectAlike(
		attempt: (who: Somebody, browser: Browser) => Promise<Answer>
	): Promise<Answer> {
		const answers = new Map<string, Answer>();
		for (const [name, who] of Object.entries(people))
			answers.set(name, await attempt(who, world.browser()));
		const [first] = answers.values();
		const nobody = people['nobody at all'];
		if (!first || !nobody) throw new Error('There is nobody.');
		for (const [name, answer] of answers) {
			const who = people[name] ?? nobody;
			expect({ name, ...told(answer, ownOf(who)) }).toEqual({
				name,
				...told(first, ownOf(nobody))
			});
		}
		return first;
	}

	const html = (browser: Browser, path: string, fields: Readonly<Record<string, string>>) =>
		browser.send({
			method: 'POST',
			path,
			headers: {
				origin,
				accept: 'text/html',
				'content-type': 'application/x-www-form-urlencoded'
			},
			body: `${new URLSearchParams(fields)}`
		});

	describe('before a proof', () => {
		test('a wrong password is answered alike, by name and by address', async () => {
			for (const by of ['username', 'email'] as const) {
				const first = await expectAlike((who, browser) =>
					browser.api('POST', '/sign-in/password', {
						identifier: who[by],
						password: 'wrong and wrong again'
					})
				);
				expect(outcomeOf(first)).toBe('sign_in.not_accepted');
				expect(first.body).not.toMatch(/methods|challenge|attempts/);
			}
		});

		test('an empty, a huge and a strange password are answered alike', async () => {
			for (const password of ['', 'x'.repeat(2048), '\u202e\ufeff🦊'])
				await expectAlike((who, browser) =>
					browser.api('POST', '/sign-in/password', { identifier: who.username, password })
				);
		});

		test('the sign-in page answers a wrong password alike, without script', async () => {
			const first = await expectAlike((who, browser) =>
				html(browser, '/sign-in', { identifier: who.username, password: 'wrong again' })
			);
			expect(first.status).toBe(401);
		});

		test('a wrong recovery code is answered alike, with and without a password', async () => {
			for (const password of [undefined, '', 'wrong and wrong again'])
				await expectAlike((who, browser) =>
					browser.api('POST', '/recovery', {
						identifier: who.username,
						password,
						code: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA'
					})
				);
		});

		test('a right password with a wrong recovery code is answered alike', async () => {
			const first = await expectAlike((who, browser) =>
				browser.api('POST', '/recovery', {
					identifier: who.username,
					password: who.password,
					code: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA'
				})
			);
			expect(outcomeOf(first)).toBe('sign_in.not_accepted');
		});

		test('the recovery page answers alike, without script', async () => {
			await expectAlike((who, browser) =>
				html(browser, '/recover', { identifier: who.username, password: 'wrong', code: 'AAAA' })
			);
		});

		test('a code to get back in is asked for and guessed alike, by name and by address', async () => {
			for (const by of ['username', 'email'] as const) {
				await expectAlike(async (who, browser) => {
					await browser.api('POST', '/recovery/email', { identifier: who[by] });
					return browser.api('POST', '/recovery/email', { identifier: who[by] });
				});
				const last = await expectAlike(async (who, browser) => {
					const { id } = await done(
						browser.api('POST', '/recovery/email', { identifier: who[by] })
					);
					for (let tries = 0; tries < 3; tries++)
						await browser.api('POST', `/recovery/email/${id}/answer`, { answer: '000000' });
					return browser.api('POST', `/recovery/email/${id}/answer`, { answer: '000000' });
				});
				expect(outcomeOf(last)).toBe('recovery.gone');
			}
		});

		test('the page that asks for a code to get back in answers alike, without script', async () => {
			const first = await expectAlike((who, browser) =>
				html(browser, '/recover/email', { identifier: who.username })
			);
			expect(first.status).toBe(303);
		});

		test('the options for a passkey are alike, whoever is named, and nobody is', async () => {
			const first = await expectAlike((who, browser) =>
				browser.api('POST', '/sign-in/passkey/options', { identifier: who.username })
			);
			const unnamed = await world.browser().api('POST', '/sign-in/passkey/options', {});
			expect(told(unnamed)).toEqual(told(first));
			expect(json(first)['options']).not.toHaveProperty('allowCredentials');
		});

		test('the pages of the door are alike after somebody has been tried', async () => {
			for (const path of ['/sign-in', '/recover', '/sign-up'])
				await expectAlike(async (who, browser) => {
					await html(browser, '/sign-in', { identifier: who.username, password: 'wrong again' });
					return browser.get(path, { accept: 'text/html' });
				});
		});
	});
});
