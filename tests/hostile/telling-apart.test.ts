/** Who has an account, and what it is made of: nothing that is answered before a proof tells. ASVS 5.0 6.3.8. */
import { describe, expect, test } from 'vitest';

import { newPerson } from '../support/person.ts';
import { done, type Browser } from './support/browser.ts';
import { disableAccount } from './support/disable.ts';
import { json, type Answer } from './support/http.ts';
import { CODE, inMail } from './support/mails.ts';
import {
	addPasskey,
	answerTo,
	appMember,
	authenticatorOf,
	beginPasskey,
	challenged,
	finishPasskey,
	outcomeOf,
	passkeyMember,
	passkeySignIn,
	type Authenticator
} from './support/people.ts';
import { told } from './support/told.ts';
import { BOTH, openWorld, type World } from './support/world.ts';

interface Somebody {
	readonly username: string;
	readonly email: string;
	readonly password: string;
	readonly key?: Authenticator;
}

/** All names of one length, so that what is typed makes no difference. */
let count = 1000;
const named = () => {
	count += 1;
	const username = `someone${count}of${process.pid}`;
	return { ...newPerson(), username, email: `${username}@example.org` };
};

async function peopleOf(world: World): Promise<Readonly<Record<string, Somebody>>> {
	const signsUp = async () => {
		const [browser, person] = [world.browser(), named()];
		await done(browser.api('POST', '/accounts', person));
		return { ...browser, ...person };
	};
	const [plain, proven, disabled] = [await signsUp(), await signsUp(), await signsUp()];
	const withApp = await appMember(world, await signsUp());
	const withBoth = await appMember(world, await signsUp());
	await addPasskey(withBoth, authenticatorOf(world));
	const { id } = await done(proven.api('POST', '/email', {}));
	const answer = await inMail(world.server, { to: proven.email, says: CODE });
	await done(proven.api('POST', `/email/${id}/answer`, { answer }));
	const key = authenticatorOf(world);
	await addPasskey(disabled, key);
	await disableAccount(world, disabled);
	return {
		'nobody at all': named(),
		'somebody with a password': plain,
		'somebody with a proven address': proven,
		'somebody with an app': withApp,
		'somebody with an app and a passkey': withBoth,
		'somebody with a passkey alone': await passkeyMember(world, named()),
		'somebody who is disabled': { ...disabled, key }
	};
}

const worlds: { stores: string; world: World; people: Readonly<Record<string, Somebody>> }[] = [];
for (const stores of BOTH) {
	const world = await openWorld({ stores });
	worlds.push({ stores, world, people: await peopleOf(world) });
}

describe.each(worlds)('on $stores', ({ world, people }) => {
	const { origin } = world;
	const ownOf = ({ username, email }: Somebody) => [email, username, email.replace('@', '%40')];

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

	describe('nobody hears that', () => {
		test('an account is disabled, also with its password or its passkey', async () => {
			const { 'somebody who is disabled': gone, 'nobody at all': nobody } = people;
			if (!gone?.key || !nobody) throw new Error('Nobody is disabled.');
			const tryPassword = (who: Somebody) =>
				world.browser().api('POST', '/sign-in/password', {
					identifier: who.username,
					password: who.password
				});
			expect(told(await tryPassword(gone), ownOf(gone))).toEqual(
				told(await tryPassword(nobody), ownOf(nobody))
			);
			const alive = await passkeyMember(world, named());
			const [right, wrong] = [
				await passkeySignIn(world.browser(), gone.key),
				await passkeySignIn(world.browser(), alive.key, { origin: 'https://evil.example' })
			];
			expect(told(right)).toEqual(told(wrong));
		});

		test('an address that is not proven belongs to somebody, also with their password', async () => {
			const { 'somebody with a password': plain, 'nobody at all': nobody } = people;
			if (!plain || !nobody) throw new Error('There is nobody.');
			const tryAddress = (who: Somebody) =>
				world.browser().api('POST', '/sign-in/password', {
					identifier: who.email,
					password: who.password
				});
			const [some, none] = [await tryAddress(plain), await tryAddress(nobody)];
			expect(told(some, ownOf(plain))).toEqual(told(none, ownOf(nobody)));
		});

		test('an account has no password, also when an empty one is tried', async () => {
			const { 'somebody with a passkey alone': key, 'nobody at all': nobody } = people;
			if (!key || !nobody) throw new Error('There is nobody.');
			for (const body of [{ password: '' }, { password: key.username }]) {
				const answers = await Promise.all(
					[key, nobody].map(({ username: identifier }) =>
						world.browser().api('POST', '/sign-in/password', { identifier, ...body })
					)
				);
				const [some, none] = answers.map((answer) => told(answer));
				expect(some).toEqual(none);
			}
		});
	});

	describe('an address at sign-up', () => {
		const emails = () => [
			named().email,
			people['somebody with a password']?.email ?? '',
			people['somebody with a proven address']?.email ?? '',
			people['somebody who is disabled']?.email ?? ''
		];

		test('is taken, proven or free: all is alike, with a password', async () => {
			const answers = [];
			for (const email of emails()) {
				const person = { ...named(), email };
				const answer = await world.browser().api('POST', '/accounts', person);
				answers.push(told(answer, [email, person.username]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
			expect(answers[0]?.status).toBe(200);
		});

		test('is taken, proven or free: all is alike, with a passkey', async () => {
			const answers = [];
			for (const email of emails()) {
				const { username } = named();
				const answer = await world.browser().api('POST', '/accounts', { username, email });
				const handle = (json(answer)['options'] as { user: { name: string } }).user.name;
				answers.push(told(answer, [email, handle]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
		});

		test('is asked a code for by somebody signed in: free or taken, all is alike', async () => {
			const answers = [];
			for (const email of emails()) {
				const [browser, person] = [world.browser(), named()];
				await done(browser.api('POST', '/accounts', person));
				answers.push(told(await browser.api('POST', '/email', { email }), [email]));
			}
			for (const answer of answers) expect(answer).toEqual(answers[0]);
		});
	});

	describe('a challenge', () => {
		test('of somebody else is told like one that there never was', async () => {
			const { 'somebody with an app': ada } = people;
			if (!ada) throw new Error('There is nobody.');
			const { id } = await challenged(world, ada);
			const none = `chl_${'A'.repeat(22)}`;
			const tries = async (which: string) => {
				const stranger = world.browser();
				return [
					told(await answerTo(stranger, which, '000000'), [which]),
					told(await answerTo(stranger, which, '000000', 'no-method'), [which]),
					told(await stranger.api('POST', `/challenges/${which}/prompt`, { method: 'totp' })),
					told(await stranger.get(`/verify/${which}`, { accept: 'text/html' }), [which])
				];
			};
			expect(await tries(id)).toEqual(await tries(none));
		});

		test('names the methods of an account only after its first proof', async () => {
			const { 'somebody with an app and a passkey': ada } = people;
			if (!ada) throw new Error('There is nobody.');
			const browser = world.browser();
			const wrong = await browser.api('POST', '/sign-in/password', {
				identifier: ada.username,
				password: `${ada.password}!`
			});
			expect(Object.keys(json(wrong)).toSorted()).toEqual([
				'code',
				'requestId',
				'status',
				'title',
				'type'
			]);
			const { methods } = await challenged(world, ada, browser);
			expect(methods).toEqual(['passkeys', 'totp', 'recovery-codes']);
		});
	});

	test('a passkey of somebody is told like a forged one, in every way it can be wrong', async () => {
		const { key } = await passkeyMember(world, named());
		const ways = [
			{ origin: 'https://evil.example' },
			{ isUserVerified: false },
			{ userHandle: 'AAAA' },
			{ alterSignature: (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1) }
		];
		const answers = [];
		for (const way of ways) answers.push(told(await passkeySignIn(world.browser(), key, way)));
		const browser = world.browser();
		const { ceremony, options } = await beginPasskey(browser);
		const answer = key.get(options);
		answers.push(told(await finishPasskey(browser, ceremony, { ...answer, type: 'x' })));
		for (const each of answers.slice(0, ways.length)) expect(each).toEqual(answers[0]);
		expect(answers.at(-1)?.status).toBe(401);
	});
});
