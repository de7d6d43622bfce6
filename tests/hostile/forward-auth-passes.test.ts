/** Passes to sites behind a proxy that are none, and codes of others. */
import { describe, expect, test } from 'vitest';

import { attacksOn, withoutTrace } from './support/attack.ts';
import { done } from './support/browser.ts';
import { openSites, OTHER, refusedFor } from './support/sites.ts';
import { BOTH } from './support/world.ts';

describe.each(BOTH)('on %s', async (stores) => {
	const world = await openSites(stores);
	const { ask, begin, browser, enter, passOf, person, victim } = world;
	const attack = attacksOn(world);
	const other = await world.second();
	const pass = await passOf(victim);
	const eve = await person();
	const own = await passOf(eve);
	const [session = '', account = '', code = ''] = pass.split('.');
	const [eveSession = '', eveAccount = '', eveCode = ''] = own.split('.');
	const honest = async () => [await ask(pass), await victim.get('/api/v1/session')];
	const nobody = refusedFor(401, 'sessions.required');

	describe('a pass is none', () => {
		const forged: Readonly<Record<string, string>> = {
			'that is empty': '',
			'of zeros': `${session}.${account}.${'A'.repeat(43)}`,
			'whose last letter is cut off': pass.slice(0, -1),
			'with a letter more': `${pass}A`,
			'of two codes': `${pass}.${code}`,
			'without its code': `${session}.${account}.`,
			"of somebody's session, with the code of one's own": `${session}.${account}.${eveCode}`,
			"of one's own session and somebody's account": `${eveSession}.${account}.${eveCode}`,
			"of somebody's session and one's own account": `${session}.${eveAccount}.${eveCode}`,
			'whose parts are in another order': `${account}.${session}.${code}`,
			'with a star for the session': `*.${account}.${code}`,
			'in capitals': pass.toUpperCase(),
			'with what Redis would run': `${session}%0d%0aFLUSHALL.${account}.${code}`,
			'of a property': '__proto__.constructor.x',
			'of four thousand letters': 'a'.repeat(4000)
		};
		for (const [name, text] of Object.entries(forged))
			attack(name, { sends: async () => [await ask(text)], refusal: nobody, honest });

		attack('on another site', {
			sends: async () => [await ask(pass, { origin: OTHER })],
			refusal: nobody,
			honest
		});
		attack('that is the token of a session', {
			sends: () =>
				Promise.all(
					[...victim.cookies].map(([name, value]) => ask(value, { cookie: `${name}=${value}` }))
				),
			refusal: nobody,
			honest
		});
		attack('as the token of a session', {
			sends: () =>
				Promise.all(
					[pass, `${session}.${code}`].map((text) =>
						browser().get('/api/v1/session', { cookie: `latchkey=${text}` })
					)
				),
			refusal: refusedFor(401, 'sessions.required'),
			honest
		});
		test('once its session has ended, in another process, too', async () => {
			const ada = await person();
			const theirs = await passOf(ada);
			expect((await ask(theirs)).status).toBe(200);
			const { id } = await done(ada.api('GET', '/session'));
			await done(ada.api('DELETE', `/sessions/${id}`));
			nobody(await ask(theirs));
			nobody(await ask(theirs, {}, other.port));
		});
	});

	describe('a code is refused', () => {
		attack('that nobody has given', {
			sends: async () => {
				const { kept } = await begin(browser()).catch(() => ({ kept: '' }));
				return Promise.all(['', 'x', 'A'.repeat(43), '__proto__'].map((text) => enter(text, kept)));
			},
			refusal: refusedFor(410),
			honest
		});
		test("of somebody's, in a browser that has begun on its own, or not at all", async () => {
			const { code: theirs, kept } = await begin(victim);
			const mine = await begin(eve);
			await withoutTrace(
				world,
				async () => {
					for (const cookie of [undefined, mine.kept, `${mine.kept}; latchkey-way-in=x`])
						refusedFor(410)(await enter(theirs, cookie));
					refusedFor(410)(await enter(theirs, kept, { origin: OTHER }));
				},
				honest
			);
			expect((await enter(theirs, kept)).cookies).not.toEqual([]);
		});
		test('the second time, also of 50 at once at two processes', async () => {
			const { code: theirs, kept } = await begin(victim);
			const answers = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					enter(theirs, kept, { to: at % 2 === 0 ? undefined : other.port })
				)
			);
			expect(answers.filter(({ cookies }) => cookies.length > 0)).toHaveLength(1);
			expect(answers.filter(({ status }) => status === 410)).toHaveLength(49);
		});
	});

	test('no pass and no code is in what the server writes', () => {
		for (const secret of [code, eveCode]) expect(world.server.logs()).not.toContain(secret);
	});
});
