/** Approvals of sign-ins: wrong numbers, replays, phones of others and of before, changed texts, races. */
import { describe, expect, test } from 'vitest';

import { createPhone, type Changes } from '../../src/lib/server/phones/phone.fixture.ts';
import { expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done } from './support/browser.ts';
import { json } from './support/http.ts';
import { outcomeOf, racing, tally, through } from './support/people.ts';
import {
	arriveBy,
	askPhones,
	callsOf,
	linkPhone,
	phoneMember,
	showLink,
	type Shown
} from './support/phones.ts';

const worlds = await openBoth();
const MINUTE_MS = 60_000;
const GONE = [410, 'approvals.gone'] as const;
const NOT_SIGNED = [400, 'approvals.not_signed'] as const;

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { server, origin } = world;

	/** Somebody whose phone is asked by a browser that knows the password. */
	const asking = async () => {
		const ada = await phoneMember(world);
		const calls = callsOf(world, ada.phone);
		const asked = await askPhones(world, ada);
		const [request] = await calls.list();
		if (!request) throw new Error('Nothing is asked.');
		const wrong = request.numbers.find((each) => each !== asked.number) ?? '';
		return { ada, calls, ...asked, request, wrong };
	};
	type Asking = Awaited<ReturnType<typeof asking>>;

	const isSignedIn = async ({ browser }: Pick<Asking, 'browser'>) =>
		(await browser.get('/api/v1/session')).status === 200;

	/** The honest way, right after: another sign-in, approved. */
	const honestly = async ({ ada, calls }: Asking) => {
		const next = await askPhones(world, ada);
		const [request] = (await calls.list()).filter(({ numbers }) => numbers.includes(next.number));
		expect((await calls.answer(request as Shown, { number: next.number })).status).toBe(200);
		expect(outcomeOf(await next.goOn())).toBe('verified');
		expect(await isSignedIn(next)).toBe(true);
	};

	test('a wrong number lets nobody in, and the right one after it comes too late', async () => {
		const one = await asking();
		const { calls, request, wrong, number, goOn } = one;
		expect(json(await calls.answer(request, { number: wrong }))).toEqual({
			answer: 'wrong-number'
		});
		await withoutTrace(world, async () =>
			expectRefusal(await calls.answer(request, { number }), GONE)
		);
		expect(outcomeOf(await goOn())).toBe('wrong_number');
		expect(await isSignedIn(one)).toBe(false);
		await honestly(one);
	});

	test('a number that nobody was shown, or that is none, lets nobody in', async () => {
		const one = await asking();
		const { calls, request, goOn } = one;
		const numbers = ['', '0', '100', ' ', '٤٢', '4２', `${one.number} `, `${one.number}\n`];
		const [first = '', ...others] = numbers;
		expect(json(await calls.answer(request, { number: first }))).toEqual({
			answer: 'wrong-number'
		});
		for (const number of others) expectRefusal(await calls.answer(request, { number }), GONE);
		expect(outcomeOf(await goOn())).toBe('wrong_number');
		await honestly(one);
	});

	test('an answer that was overheard does for no other request', async () => {
		const one = await asking();
		const { ada, calls, request, number } = one;
		const overheard = ada.phone.answer(request, number);
		await done(calls.answer(request, { number }));
		expect(outcomeOf(await one.goOn())).toBe('verified');
		const next = await askPhones(world, ada);
		const [second] = await calls.list();
		if (!second) throw new Error('Nothing is asked.');
		await withoutTrace(world, async () => {
			for (const [id, body, refusal] of [
				[second.id, { ...overheard, number: next.number }, NOT_SIGNED],
				[request.id, overheard, GONE]
			] as const)
				expectRefusal(await calls.call({ path: `/requests/${id}/answer`, body }), refusal);
		});
		expect(outcomeOf(await next.goOn())).toBe('waiting');
		expect((await calls.answer(second, { number: next.number })).status).toBe(200);
		expect(outcomeOf(await next.goOn())).toBe('verified');
	});

	test('an approval signs in one browser, once, and no other', async () => {
		const one = await asking();
		const { ada, calls, request, number, id } = one;
		const thief = world.browser();
		const elsewhere = await askPhones(world, ada, thief);
		await done(calls.answer(request, { number }));
		const stolen = await thief.api('POST', `/challenges/${id}/answer`, {
			method: 'phones',
			answer: ''
		});
		expect(outcomeOf(stolen)).toBe('challenges.gone');
		expect(outcomeOf(await elsewhere.goOn())).toBe('waiting');
		const answers = await racing(one.goOn);
		expect(tally(answers)['verified']).toBe(1);
		expect(await isSignedIn({ browser: thief })).toBe(false);
	});

	test('a phone that was removed approves nothing: not before, and not after it has answered', async () => {
		const one = await asking();
		const { ada, calls, request, number, goOn } = one;
		const second = await linkPhone(world, ada);
		await done(calls.answer(request, { number }));
		await done(ada.api('DELETE', `/factors/${ada.factor}`));
		expect(outcomeOf(await goOn())).toBe('unknown_phone');
		expect(await isSignedIn(one)).toBe(false);
		const next = await askPhones(world, ada);
		await withoutTrace(world, async () => {
			const answers = [
				await calls.call({ path: '/requests' }),
				await calls.answer(request, { number: next.number }),
				await calls.decline(request.id, false)
			];
			for (const answer of answers) expectRefusal(answer, [401, 'phones.not_linked']);
		});
		const others = callsOf(world, second.phone);
		const [open] = await others.list();
		expect((await others.answer(open as Shown, { number: next.number })).status).toBe(200);
		expect(outcomeOf(await next.goOn())).toBe('verified');
	});

	test('another account’s phone neither sees, nor approves, nor declines, nor stops it', async () => {
		const one = await asking();
		const { request, number, goOn, calls } = one;
		const eve = await phoneMember(world);
		const theirs = callsOf(world, eve.phone);
		await withoutTrace(world, async () => {
			expect(await theirs.list()).toEqual([]);
			const answers = [
				await theirs.answer(request, { number }),
				await theirs.decline(request.id),
				await theirs.decline(request.id, false)
			];
			for (const answer of answers) expectRefusal(answer, GONE);
		});
		expect(outcomeOf(await goOn())).toBe('waiting');
		expect((await calls.answer(request, { number })).status).toBe(200);
		expect(outcomeOf(await goOn())).toBe('verified');
	});

	test('after two minutes it is not approved', async () => {
		const one = await asking();
		const { calls, request, number, goOn } = one;
		for (const each of new Set([server, other])) await each.advance(2 * MINUTE_MS);
		await withoutTrace(world, async () =>
			expectRefusal(await calls.answer(request, { number }), GONE)
		);
		expect(outcomeOf(await goOn())).toBe('expired');
		await honestly(one);
	});

	test('of fifty answers at once, at two processes, one counts', async () => {
		const one = await asking();
		const { calls, request, number, goOn } = one;
		const ports = [server.port, other.port];
		const answers = await racing((at) => {
			const port = ports[at % 2] ?? server.port;
			return at % 3 === 0
				? calls.decline(request.id, true, port)
				: calls.answer(request, { number, port });
		});
		const won = answers.filter(({ status }) => status < 300);
		expect(won).toHaveLength(1);
		expect(tally(answers)['approvals.gone']).toBe(49);
		const isApproved = won[0]?.status === 200;
		expect(outcomeOf(await goOn())).toBe(isApproved ? 'verified' : 'declined');
	});

	test('of fifty browsers with one attempt, at two processes, one is signed in by an approval', async () => {
		const one = await asking();
		const { calls, request, number, browser, id } = one;
		await done(calls.answer(request, { number }));
		const twin = through(browser, other, origin);
		const answers = await racing((at) =>
			(at % 2 === 0 ? browser : twin).api('POST', `/challenges/${id}/answer`, {
				method: 'phones',
				answer: ''
			})
		);
		expect(tally(answers)['verified']).toBe(1);
	});

	describe('what is signed is what was asked, to the letter:', () => {
		const changes: Readonly<Record<string, Changes>> = {
			'another action': { document: { action: 'Sign in to the newsletter' } },
			'an action with one letter more': { document: { action: 'Sign in to Latchkey.' } },
			'an action in look-alike letters': { document: { action: 'Sіgn in to Latchkey' } },
			'another account': { document: { account: 'eve' } },
			'another origin': { document: { origin: 'https://evil.example' } },
			'another address': { document: { address: '127.0.0.2' } },
			'another browser': { document: { browser: 'Chrome, Android' } },
			'another moment': { document: { askedAt: '2100-01-01T00:00:00.000Z' } },
			'another purpose': { document: { purpose: 'step-up' } },
			'another request': { document: { request: 'apr_AAAAAAAAAAAAAAAAAAAAAA' } },
			'another nonce': { document: { nonce: 'A'.repeat(22) } },
			'a text that nobody asked': { document: { text: 'Pay 1 €' } },
			'an application that nobody is': { document: { application: 'Bank' } },
			'no fingerprint': { withoutAssertion: true },
			'a fingerprint that was not asked for': { isUserVerified: false }
		};
		test.each(Object.entries(changes))('%s is not signed', async (_, change) => {
			const one = await asking();
			const { calls, request, number, goOn } = one;
			await withoutTrace(world, async () =>
				expectRefusal(await calls.answer(request, { number, changes: change }), NOT_SIGNED)
			);
			expect(outcomeOf(await goOn())).toBe('waiting');
			expect((await calls.answer(request, { number })).status).toBe(200);
			expect(outcomeOf(await goOn())).toBe('verified');
		});
	});

	describe('a link for a phone', () => {
		test('that was used links no other phone, whatever it sends', async () => {
			const owner = await world.person();
			const { id, secret } = await showLink(owner);
			const first = createPhone({ origin });
			const overheard = await arriveBy(world.browser(), { phone: first, secret });
			expect(overheard.status).toBe(200);
			const body = JSON.parse(overheard.sent.body as string) as object;
			const mallory = createPhone({ origin });
			await withoutTrace(world, async () => {
				const again = [
					await world.browser().api('POST', '/phone/link', { secret }),
					await world.browser().api('POST', '/phone/link/arrival', body),
					await world.browser().api('POST', '/phone/link/arrival', {
						secret,
						...mallory.arrival(secret, { challenge: 'x', rp: {}, user: { id: 'x' } })
					})
				];
				for (const answer of again) expectRefusal(answer, [410, 'phones.link_gone']);
			});
			await done(owner.api('POST', `/enrolments/${id}/answer`, { answer: 'same' }));
			expect(await callsOf(world, first).list()).toEqual([]);
			expectRefusal(await callsOf(world, mallory).call({ path: '/requests' }), [
				401,
				'phones.not_linked'
			]);
		});

		test('that is shown to fifty phones at once takes one', async () => {
			const owner = await world.person();
			const { secret } = await showLink(owner);
			const twin = through(world.browser(), other, origin);
			const { options } = (await done(
				world.browser().api('POST', '/phone/link', { secret })
			)) as unknown as { options: object };
			const phones = Array.from({ length: 50 }, () => createPhone({ origin }));
			const arrivals = phones.map((phone) => phone.arrival(secret, options));
			const answers = await racing((at) =>
				(at % 2 === 0 ? world.browser() : twin).api('POST', '/phone/link/arrival', {
					secret,
					...arrivals[at]
				})
			);
			expect(tally(answers)).toEqual({ '200': 1, 'phones.link_gone': 49 });
		});

		test('is too old after five minutes', async () => {
			const owner = await world.person();
			const { secret } = await showLink(owner);
			for (const each of new Set([server, other])) await each.advance(5 * MINUTE_MS);
			expectRefusal(await world.browser().api('POST', '/phone/link', { secret }), [
				410,
				'phones.link_gone'
			]);
		});
	});
});
