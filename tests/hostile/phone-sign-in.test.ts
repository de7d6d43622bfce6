/** Signing in with a phone: pictures that are copied, used twice or too old, answers from elsewhere, races. */
import { describe, expect, test } from 'vitest';

import { createPhone } from '../../src/lib/server/phones/phone.fixture.ts';
import { expectRefusal, withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { disableAccount } from './support/disable.ts';
import { done, type Browser } from './support/browser.ts';
import { expectNoGain } from './support/gained.ts';
import { json, type Answer } from './support/http.ts';
import { expectTimes, outcomeOf, racing, tally, through } from './support/people.ts';
import { callsOf, linkPhone, phoneMember } from './support/phones.ts';
import { askedBy, come, pictured, showPicture, type Picture } from './support/pictured.ts';

const worlds = await openBoth();
const MINUTE_MS = 60_000;
const GONE = [410, 'phone_sign_in.gone'] as const;
const REQUEST_GONE = [410, 'approvals.gone'] as const;

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { server, origin } = world;
	const ports = [server.port, other.port];
	const pass = async (ms: number) => {
		for (const each of new Set([server, other])) await each.advance(ms);
	};
	type Pictured = Awaited<ReturnType<typeof pictured>>;

	const isSignedIn = async (browser: Browser) =>
		(await browser.get('/api/v1/session')).status === 200;

	/** The honest way, right after: a new picture, approved by the same phone. */
	const honestly = async ({ ada }: Pick<Pictured, 'ada'>) => {
		const next = await pictured(world, ada);
		expect((await next.calls.answer(next.request, next)).status).toBe(200);
		expect(outcomeOf(await next.finish())).toBe('verified');
		expect(await isSignedIn(next.browser)).toBe(true);
	};

	/** The phone's holder says yes, and the computer is signed in after all. */
	const goesOn = async ({ calls, request, number, finish, browser }: Pictured) => {
		expect((await calls.answer(request, { number })).status).toBe(200);
		expect(outcomeOf(await finish())).toBe('verified');
		expect(await isSignedIn(browser)).toBe(true);
	};

	describe('a picture', () => {
		test('that was copied serves one phone; the other is told that it is gone', async () => {
			const [ada, eve] = [await phoneMember(world), await phoneMember(world)];
			const picture = await showPicture(world);
			const { request, number } = await askedBy(world, ada, picture);
			await withoutTrace(world, async () => {
				expectRefusal(await come(world, eve, picture), GONE);
				expectRefusal(await come(world, ada, picture), GONE);
				const looked = await world.browser().api('POST', '/phone/sign-in', {
					secret: picture.secret
				});
				expectRefusal(looked, GONE);
				expect(await callsOf(world, eve.phone).list()).toEqual([]);
			});
			await done(callsOf(world, ada.phone).answer(request, { number }));
			expect(outcomeOf(await picture.finish())).toBe('verified');
		});

		test('that fifty phones come by at once, at two processes, asks one of them', async () => {
			const [ada, eve] = [await phoneMember(world), await phoneMember(world)];
			const { secret, browser, finish } = await showPicture(world);
			const answers = await racing((at) =>
				come(world, at % 2 === 0 ? ada : eve, { secret, port: ports[at % 2] ?? server.port })
			);
			expectTimes(answers, ['200', 1], 'phone_sign_in.gone');
			expect(outcomeOf(await finish())).toBe('waiting');
			expect(await isSignedIn(browser)).toBe(false);
			await honestly({ ada });
		});

		test('takes no phone after two minutes', async () => {
			const ada = await phoneMember(world);
			const picture = await showPicture(world);
			await pass(2 * MINUTE_MS);
			await expectNoGain(world, 'phone_sign_in.gone', async () => [
				await come(world, ada, picture),
				await picture.look()
			]);
			expect(await isSignedIn(picture.browser)).toBe(false);
			await honestly({ ada });
		});

		test('of nobody, or that is none, asks no phone', async () => {
			const ada = await phoneMember(world);
			const calls = callsOf(world, ada.phone);
			const { id, secret } = await showPicture(world);
			const claim = (body: object) => calls.call({ path: '/sign-in/claim', body });
			const flipped = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'E' : 'A'}`;
			await withoutTrace(world, async () => {
				for (const made of ['', 'x', id, 'A'.repeat(43), flipped, `${secret}=`, `${secret} `])
					expectRefusal(await claim({ secret: made }), GONE);
				const account = ada.username;
				for (const body of [{}, { secret: 7 }, { secret: [secret] }, { secret, account }])
					expectRefusal(await claim(body), [400, 'request.malformed']);
				expect(await calls.list()).toEqual([]);
			});
			await honestly({ ada });
		});

		test('asks nothing of a phone that is not linked, or whose call is another’s', async () => {
			const ada = await phoneMember(world);
			const { secret, browser } = await showPicture(world);
			const second = await showPicture(world);
			const path = '/sign-in/claim';
			const stranger = { phone: createPhone({ origin }) };
			await withoutTrace(world, async () => {
				expectRefusal(await come(world, stranger, { secret }), [401, 'phones.not_linked']);
				const body = { secret: second.secret };
				const swapped = { path, body, sent: { body: JSON.stringify({ secret }) } };
				expectRefusal(await callsOf(world, ada.phone).call(swapped), [
					401,
					'phones.call_not_accepted'
				]);
				expectRefusal(await browser.api('POST', '/phone/sign-in/claim', { secret }), [
					401,
					'phones.call_not_accepted'
				]);
			});
			await honestly({ ada });
		});

		test('is not used up by a phone that cannot verify its holder', async () => {
			const owner = await world.person();
			const plain = await linkPhone(world, owner, createPhone({ origin, verifiesHolder: false }));
			const ada = await phoneMember(world);
			const picture = await showPicture(world);
			await withoutTrace(world, async () =>
				expectRefusal(await come(world, plain, picture), [403, 'phone_sign_in.cannot_verify'])
			);
			const { request, number } = await askedBy(world, ada, picture);
			await done(callsOf(world, ada.phone).answer(request, { number }));
			expect(outcomeOf(await picture.finish())).toBe('verified');
		});
	});

	test('no phone is asked, and no number shown, before one has come', async () => {
		const ada = await phoneMember(world);
		const picture = await showPicture(world);
		await withoutTrace(world, async () => {
			expect(json(await picture.look())).not.toHaveProperty('number');
			expect(outcomeOf(await picture.finish())).toBe('waiting');
			expect(await callsOf(world, ada.phone).list()).toEqual([]);
		});
		const { request, number } = await askedBy(world, ada, picture);
		await done(callsOf(world, ada.phone).answer(request, { number }));
		expect(outcomeOf(await picture.finish())).toBe('verified');
	});

	test('a wrong number signs nobody in, and the right one after it comes too late', async () => {
		const one = await pictured(world);
		const { calls, request, number, wrong, finish, browser } = one;
		expect(json(await calls.answer(request, { number: wrong }))).toEqual({
			answer: 'wrong-number'
		});
		await withoutTrace(world, async () =>
			expectRefusal(await calls.answer(request, { number }), REQUEST_GONE)
		);
		expect(outcomeOf(await finish())).toBe('wrong_number');
		expect(await isSignedIn(browser)).toBe(false);
		await honestly(one);
	});

	test('an answer that is sent again, or for another computer, signs nobody in', async () => {
		const one = await pictured(world);
		const { ada, calls, request, number } = one;
		const overheard = ada.phone.answer(request, number);
		await goesOn(one);
		const next = await pictured(world, ada);
		await withoutTrace(world, async () => {
			const sent = (id: string, of: string) =>
				calls.call({ path: `/requests/${id}/answer`, body: { ...overheard, number: of } });
			expectRefusal(await sent(request.id, number), REQUEST_GONE);
			expectRefusal(await sent(next.request.id, next.number), [400, 'approvals.not_signed']);
		});
		await expectNoGain(world, 'phone_sign_in.gone', one.finish);
		expect(outcomeOf(await next.finish())).toBe('waiting');
		await goesOn(next);
	});

	test('what another account’s phone says, or relays, approves nothing', async () => {
		const one = await pictured(world);
		const { ada, request, number, finish, browser } = one;
		const eve = await phoneMember(world);
		const theirs = callsOf(world, eve.phone);
		const relayed = ada.phone.answer(request, number);
		await withoutTrace(world, async () => {
			expect(await theirs.list()).toEqual([]);
			const answers = [
				await theirs.answer(request, { number }),
				await theirs.call({ path: `/requests/${request.id}/answer`, body: relayed }),
				await theirs.decline(request.id),
				await theirs.decline(request.id, false)
			];
			for (const answer of answers) expectRefusal(answer, REQUEST_GONE);
		});
		expect(outcomeOf(await finish())).toBe('waiting');
		expect(await isSignedIn(browser)).toBe(false);
		await goesOn(one);
	});

	test('another phone of the same account was not asked, and does not answer for it', async () => {
		const one = await pictured(world);
		const { ada, request, number, finish } = one;
		const second = callsOf(world, (await linkPhone(world, ada)).phone);
		await withoutTrace(world, async () => {
			expect(await second.list()).toEqual([]);
			expectRefusal(await second.answer(request, { number }), REQUEST_GONE);
			expectRefusal(await second.decline(request.id), REQUEST_GONE);
		});
		expect(outcomeOf(await finish())).toBe('waiting');
		await goesOn(one);
	});

	describe('another browser', () => {
		const ways: Readonly<Record<string, (one: Picture, thief: Browser) => Promise<Answer>[]>> = {
			looks: ({ path }, thief) => [thief.get(path)],
			'waits for what becomes of it': ({ path }, thief) =>
				['/events?stage=claimed', '/progress?stage=claimed'].map((end) => thief.get(path + end)),
			finishes: ({ finish }, thief) => [finish(thief)]
		};
		test.each(Object.entries(ways))('%s in vain, before and after the approval', async (_, way) => {
			const one = await pictured(world);
			const thief = (await showPicture(world)).browser;
			const nobody = world.browser();
			const tryAll = () =>
				expectNoGain(world, 'phone_sign_in.gone', () =>
					Promise.all([thief, nobody, world.victim].flatMap((who) => way(one, who)))
				);
			await tryAll();
			await done(one.calls.answer(one.request, one));
			await tryAll();
			for (const who of [thief, nobody]) expect(await isSignedIn(who)).toBe(false);
			expect(outcomeOf(await one.finish())).toBe('verified');
		});

		test('has a page that shows neither number nor name', async () => {
			const one = await pictured(world);
			const thief = (await showPicture(world)).browser;
			const { body } = await thief.get(`/sign-in/phone/${one.id}`, { accept: 'text/html' });
			expect(body).not.toContain('approval-number');
			expect(body).not.toContain(one.ada.username);
			await goesOn(one);
		});
	});

	test('of fifty that finish at once, at two processes, one is signed in', async () => {
		const one = await pictured(world);
		await done(one.calls.answer(one.request, one));
		const twin = through(one.browser, other, origin);
		const answers = await racing((at) => one.finish(at % 2 === 0 ? one.browser : twin));
		expectTimes(answers, ['verified', 1], 'phone_sign_in.gone');
		await honestly(one);
	});

	test('of fifty answers at once, at two processes, one counts', async () => {
		const one = await pictured(world);
		const { calls, request, number } = one;
		const answers = await racing((at) => {
			const port = ports[at % 2] ?? server.port;
			return at % 3 === 0
				? calls.decline(request.id, true, port)
				: calls.answer(request, { number, port });
		});
		expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
		expect(tally(answers)['approvals.gone']).toBe(49);
		await honestly(one);
	});

	test('an answer after two minutes signs nobody in', async () => {
		const one = await pictured(world);
		await pass(2 * MINUTE_MS);
		expectRefusal(await one.calls.answer(one.request, one), REQUEST_GONE);
		expect(outcomeOf(await one.finish())).toBe('expired');
		expect(await isSignedIn(one.browser)).toBe(false);
		await honestly(one);
	});

	test('an approval that nobody fetches in time is worth nothing', async () => {
		const one = await pictured(world);
		await done(one.calls.answer(one.request, one));
		await pass(6 * MINUTE_MS);
		await expectNoGain(world, 'phone_sign_in.gone', one.finish);
		expect(await isSignedIn(one.browser)).toBe(false);
		await honestly(one);
	});

	test('a phone that was removed after it has answered signs nobody in', async () => {
		const one = await pictured(world);
		await done(one.calls.answer(one.request, one));
		await done(one.ada.api('DELETE', `/factors/${one.ada.factor}`));
		await expectNoGain(world, 'sign_in.not_accepted', one.finish);
		expect(await isSignedIn(one.browser)).toBe(false);
		await honestly({ ada: { ...one.ada, ...(await linkPhone(world, one.ada)) } });
	});

	test('an account that was disabled opens to no phone: not by a picture, and not by an approval', async () => {
		const one = await pictured(world);
		await done(one.calls.answer(one.request, one));
		await disableAccount(world, one.ada);
		await expectNoGain(world, 'sign_in.not_accepted', one.finish);
		const picture = await showPicture(world);
		await withoutTrace(world, async () =>
			expectRefusal(await come(world, one.ada, picture), [403, 'phone_sign_in.not_accepted'])
		);
		expect(await isSignedIn(one.browser)).toBe(false);
		await honestly({ ada: await phoneMember(world) });
	});

	test('“this was not me” ends what the computer has begun', async () => {
		const one = await pictured(world);
		expect((await one.calls.decline(one.request.id, false)).status).toBe(204);
		for (const again of [one.calls.answer(one.request, one), one.calls.decline(one.request.id)])
			expectRefusal(await again, REQUEST_GONE);
		expect(outcomeOf(await one.finish())).toBe('disowned');
		expect(await isSignedIn(one.browser)).toBe(false);
		await honestly(one);
	});
});
