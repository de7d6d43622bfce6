/** Guessing by many at once, and by one that says to be many; on a tenth of the real budgets. */
import { describe, expect, test } from 'vitest';

import { signIn } from './support/browser.ts';
import { outcomeOf, racing, tally } from './support/people.ts';
import { openWorld } from './support/world.ts';

const scale = { LATCHKEY_THROTTLE_SCALE: '0.1' };
const proxied = await openWorld({
	environment: { ...scale, LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' }
});
const bare = await openWorld({ stores: 'embedded', environment: scale });

const guess = (
	{ browser, origin }: typeof bare,
	at: number,
	headers: Readonly<Record<string, string>>
) =>
	browser().send({
		method: 'POST',
		path: '/api/v1/sign-in/password',
		headers: { origin, 'content-type': 'application/json', ...headers },
		body: JSON.stringify({ identifier: `nobody${at}`, password: `some password ${at}` })
	});

describe('everybody together', () => {
	test('guesses from everywhere at everything: a hundred go, and who was here before gets in', async () => {
		const answers = [];
		for (let from = 0; from < 110; from += 10)
			answers.push(
				...(await racing((index) => {
					const at = from + index;
					return guess(proxied, at, { 'x-forwarded-for': `2001:db8:${at.toString(16)}::1` });
				}, 10))
			);
		const { 'sign_in.not_accepted': verified = 0, 'throttling.wait': waiting = 0 } = tally(answers);
		expect(verified + waiting).toBe(110);
		// One more for each twenty seconds that the machine took.
		expect(verified).toBeGreaterThanOrEqual(100);
		expect(waiting).toBeGreaterThan(0);
		await signIn(proxied.victim, proxied.victim);
	});
});

describe('one client without a proxy', () => {
	const claims = [
		'x-forwarded-for',
		'forwarded',
		'x-real-ip',
		'x-client-ip',
		'client-ip',
		'cf-connecting-ip',
		'true-client-ip'
	];

	test.each(claims)('says by %s to be somebody else each time', async (header) => {
		await bare.server.advance(24 * 60 * 60_000);
		const answers = [];
		for (let at = 0; at < 8; at += 1) {
			const address = `203.0.113.${at}`;
			const value = header === 'forwarded' ? `for=${address}` : address;
			answers.push(await guess(bare, Date.now() + at, { [header]: value }));
		}
		expect(answers.map(outcomeOf)).toEqual([
			...Array<string>(5).fill('sign_in.not_accepted'),
			...Array<string>(3).fill('throttling.wait')
		]);
		await signIn(bare.victim, bare.victim);
	});
});
