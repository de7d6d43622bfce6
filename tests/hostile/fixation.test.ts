/** Cookies that somebody else has planted. ASVS 5.0 7.2.4; RFC 6265 §8.6. */
import { describe, expect, test } from 'vitest';

import { codeAt } from '../support/person.ts';
import { withoutTrace } from './support/attack.ts';
import { done, enrolApp, signIn } from './support/browser.ts';
import { json } from './support/http.ts';
import { BOTH, openWorld } from './support/world.ts';

const SESSION = 'latchkey';
const ATTEMPT = 'latchkey-attempt';

describe.each(BOTH)('on %s', async (stores) => {
	const world = await openWorld({ stores });
	const { browser, person, victim, server } = world;
	const who = async (cookie: string) => json(await browser().get('/api/v1/session', { cookie }));

	test('a secret that was planted before signing in is not the one after it', async () => {
		const someone = await person();
		const planted = `ses_${'a'.repeat(22)}.${'b'.repeat(43)}`;
		const own = browser();
		own.cookies.set(SESSION, planted);
		await signIn(own, someone);
		expect(own.cookies.get(SESSION)).not.toBe(planted);
		await withoutTrace(world, async () =>
			expect(await who(`${SESSION}=${planted}`)).toMatchObject({ code: 'sessions.required' })
		);
	});

	test("somebody who signs in over an attacker's session does so in a session of their own, and the attacker's ends", async () => {
		const [thief, someone] = [await person(), await person()];
		const planted = `${thief.cookies.get(SESSION)}`;
		const own = browser();
		own.cookies.set(SESSION, planted);
		await signIn(own, someone);
		expect(own.cookies.get(SESSION)).not.toBe(planted);
		expect(await who(`${SESSION}=${planted}`)).toMatchObject({ code: 'sessions.required' });
		expect(await done(own.api('GET', '/factors'))).toEqual([]);
	});

	test('a challenge that another browser began is not answered by this one, nor here by its cookie alone', async () => {
		const someone = await person();
		const now = server.now();
		const { secret } = await enrolApp(someone, now);
		const [mine, theirs] = [browser(), browser()];
		const begun = await signIn(mine, someone);
		await signIn(theirs, someone);
		const { id } = begun['challenge'] as { id: string };
		const answer = await codeAt(secret, new Date(now.getTime() + 30_000));
		const path = `/challenges/${id}/answer`;
		const refused = await withoutTrace(world, () =>
			theirs.api('POST', path, { method: 'totp', answer })
		);
		expect(refused.status).toBe(410);
		expect(json(refused).code).toBe('challenges.gone');
		expect(await done(mine.api('POST', path, { method: 'totp', answer }))).toMatchObject({
			verified: true
		});
	});

	test('an attempt that was planted is void once somebody has signed in by it', async () => {
		const someone = await person();
		const now = server.now();
		const { secret } = await enrolApp(someone, now);
		const thief = browser();
		await thief.api('POST', '/sign-in/passkey/options', {});
		const planted = `${thief.cookies.get(ATTEMPT)}`;
		const own = browser();
		own.cookies.set(ATTEMPT, planted);
		const { challenge } = await signIn(own, someone);
		const answer = await codeAt(secret, new Date(now.getTime() + 30_000));
		const path = `/challenges/${(challenge as { id: string }).id}/answer`;
		await done(own.api('POST', path, { method: 'totp', answer }));
		expect(own.cookies.has(ATTEMPT)).toBe(false);
		const late = await withoutTrace(world, () =>
			thief.api('POST', path, { method: 'totp', answer })
		);
		expect(json(late).code).toBe('challenges.gone');
		expect(thief.cookies.has(SESSION)).toBe(false);
	});

	describe('two cookies of one name never make somebody else of anybody', () => {
		const mine = () => `${SESSION}=${victim.cookies.get(SESSION)}`;
		const nonsense = `${SESSION}=evil`;
		const orders: Readonly<Record<string, (theirs: string) => string>> = {
			'the planted one first': (theirs) => `${theirs}; ${mine()}`,
			'the planted one last': (theirs) => `${mine()}; ${theirs}`,
			'the planted one on both sides': (theirs) => `${theirs}; ${mine()}; ${theirs}`,
			'without a space': (theirs) => `${mine()};${theirs}`,
			'with a comma': (theirs) => `${mine()}, ${theirs}`,
			'in quotation marks': (theirs) => `${theirs.replace(/=(.*)/, '="$1"')}; ${mine()}`
		};
		test.each(Object.entries(orders))('%s', async (_, order) => {
			const thief = await person();
			await withoutTrace(world, async () => {
				for (const theirs of [`${SESSION}=${thief.cookies.get(SESSION)}`, nonsense]) {
					const both = { cookie: order(theirs) };
					const answers = await Promise.all(
						['/api/v1/session', '/api/v1/sessions', '/api/v1/factors'].map((path) =>
							browser().get(path, both)
						)
					);
					// One reading for every route: whom one takes them for, all do.
					expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
					for (const { cookies } of answers) expect(cookies).toEqual([]);
				}
			});
		});
	});

	describe('a cookie of a name like ours is not ours', () => {
		const names = [
			'__Host-latchkey',
			'__Secure-latchkey',
			'Latchkey',
			'LATCHKEY',
			'latchkey%20',
			'%6catchkey',
			'latchkey[]',
			'$latchkey',
			'latchkey2',
			'xlatchkey'
		];
		test.each(names)('“%s”', async (name) => {
			await withoutTrace(world, async () => {
				const token = `${victim.cookies.get(SESSION)}`;
				const told = await who(`${name}=${token}`);
				expect(told).toMatchObject({ code: 'sessions.required' });
			});
		});
	});
});
