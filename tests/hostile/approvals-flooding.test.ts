/** Prompts until somebody gives in: by many sign-ins, from everywhere, and by applications. */
import { describe, expect, test } from 'vitest';

import { createGuesser, openGuessed, somewhere, waitOf } from './support/guesser.ts';
import { done } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';
import { challengeOf, outcomeOf, racing, tally } from './support/people.ts';
import { callsOf, linkPhone, openShop, shopCall, TEXT, type Shop } from './support/phones.ts';

const worlds = await openGuessed();
const MINUTE_MS = 60_000;

describe.each(worlds)('on $stores', (pair) => {
	const { world, other } = pair;
	const { server, origin } = world;
	const { person, pass } = createGuesser(pair);
	const portOf = (at: number) => (at % 2 === 0 ? server.port : other.port);

	const phoneOwner = async () => {
		const owner = await person();
		return { ...owner, ...(await linkPhone(world, owner)) };
	};
	type Owner = Awaited<ReturnType<typeof phoneOwner>>;

	/** Who has the password, in a browser of their own, from an address of their own. */
	const stranger = async ({ username, password }: Owner) => {
		const browser = world.browser();
		const headers = {
			origin,
			'content-type': 'application/json',
			'x-forwarded-for': somewhere()
		};
		const post = (path: string, body: object, port = server.port) =>
			browser.send(
				{ method: 'POST', path: `/api/v1${path}`, headers, body: JSON.stringify(body) },
				port
			);
		const { id } = challengeOf(await post('/sign-in/password', { identifier: username, password }));
		return (at: number) => post(`/challenges/${id}/prompt`, { method: 'phones' }, portOf(at));
	};
	const ask = (shop: Shop, account: string, at = 0): Promise<Answer> =>
		shopCall(world, shop, { method: 'POST', body: { account, text: TEXT }, port: portOf(at) });
	const passed = (answers: readonly Answer[]) =>
		answers.filter(({ status }) => status === 200).length;

	test('strangers from everywhere, at two processes, disturb an owner five times, and then once in five minutes', async () => {
		const ada = await phoneOwner();
		const strangers: ((at: number) => Promise<Answer>)[] = [];
		for (let at = 0; at < 12; at += 1) strangers.push(await stranger(ada));
		const twice = [...strangers, ...strangers];
		const answers = await Promise.all(twice.map((asks, at) => asks(at)));
		expect(passed(answers)).toBe(5);
		expect(tally(answers)['throttling.wait']).toBe(19);
		for (const answer of answers.filter(({ status }) => status === 429))
			expect(waitOf(answer)).toBeGreaterThan(0);
		// One browser asks for one thing at a time, so fewer may be open.
		expect((await callsOf(world, ada.phone).list()).length).toBeLessThanOrEqual(5);

		await pass(5 * MINUTE_MS);
		const again = await stranger(ada);
		expect((await again(0)).status).toBe(200);
		expect(outcomeOf(await again(1))).toBe('throttling.wait');

		// Somebody else is not held up by it.
		const grace = await phoneOwner();
		expect((await (await stranger(grace))(0)).status).toBe(200);
	});

	test('one application asks somebody five times, all of them ten times, at two processes', async () => {
		const ada = await phoneOwner();
		const shops = [await openShop(world), await openShop(world), await openShop(world)];
		const first = await racing((at) => ask(shops[0] as Shop, ada.username, at), 20);
		expect(passed(first)).toBe(5);
		const rest = await racing((at) => ask(shops[1 + (at % 2)] as Shop, ada.username, at), 20);
		expect(passed(rest)).toBe(5);
		for (const answer of [...first, ...rest].filter(({ status }) => status !== 200)) {
			expect(outcomeOf(answer)).toBe('transactions.wait');
			expect(waitOf(answer)).toBeGreaterThan(0);
		}

		// Sign-ins have what they need, and other people are asked.
		const calls = callsOf(world, ada.phone);
		expect((await (await stranger(ada))(0)).status).toBe(200);
		const grace = await phoneOwner();
		expect((await ask(shops[0] as Shop, grace.username)).status).toBe(200);

		await pass(2 * MINUTE_MS);
		const { id, number } = await done(ask(shops[0] as Shop, ada.username));
		const request = (await calls.list()).find((each) => each.id === id);
		if (!request) throw new Error('Nothing is asked.');
		expect((await calls.answer(request, { number: `${number as string}` })).status).toBe(200);
	});

	test('sign-ins that are flooded take nothing from an application', async () => {
		const ada = await phoneOwner();
		const shop = await openShop(world);
		const flood = await stranger(ada);
		const answers = await racing(flood, 20);
		expect(passed(answers)).toBe(5);
		expect((await ask(shop, ada.username)).status).toBe(200);
	});

	test('whoever was disowned asks nothing more for a day, at either process; others do', async () => {
		const ada = await phoneOwner();
		const [shop, fair] = [await openShop(world), await openShop(world)];
		const calls = callsOf(world, ada.phone);
		const { id } = await done(ask(shop, ada.username));
		expect((await calls.decline(`${id}`, false)).status).toBe(204);
		expect((await ada.get('/api/v1/session')).status).toBe(200);
		for (const at of [0, 1]) {
			const answer = await ask(shop, ada.username, at);
			expect(outcomeOf(answer)).toBe('transactions.unwanted');
			expect(waitOf(answer)).toBeGreaterThan(86_000);
		}
		expect(json(await shopCall(world, shop, { path: `/${id}` }))['status']).toBe('disowned');
		expect((await ask(fair, ada.username)).status).toBe(200);
		await pass(24 * 60 * MINUTE_MS);
		expect((await ask(shop, ada.username)).status).toBe(200);
	});

	test('one application that asks everybody is held up before others are', async () => {
		const [greedy, fair] = [await openShop(world), await openShop(world)];
		const answers = await racing((at) => ask(greedy, `somebody${at}x${process.pid}`, at), 150);
		const gone = passed(answers);
		expect(gone).toBeGreaterThanOrEqual(120);
		expect(gone).toBeLessThan(150);
		const ada = await phoneOwner();
		expect((await ask(fair, ada.username)).status).toBe(200);
	});

	test('an application learns nothing of who there is by how it is held up', async () => {
		const shop = await openShop(world);
		const [ada, plain] = [await phoneOwner(), await person()];
		for (const account of [ada.username, plain.username, `hedwig${process.pid}`]) {
			const answers = [];
			for (let at = 0; at < 7; at += 1) answers.push(await ask(shop, account, at));
			const outcomes = answers.map((answer) => outcomeOf(answer));
			expect(outcomes).toEqual([
				...Array.from({ length: 5 }, () => 'pending'),
				'transactions.wait',
				'transactions.wait'
			]);
			const shape = answers.slice(0, 5).map((answer) => Object.keys(json(answer)).toSorted());
			expect(new Set(shape.map(String)).size).toBe(1);
		}
	});
});
