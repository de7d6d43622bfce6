import { describe, expect, test } from 'vitest';

import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import {
	ADDRESS,
	browser,
	DAY,
	HOUR,
	MINUTE,
	openThrottle,
	outcomeOf,
	SECOND
} from './throttle.fixture.ts';

const account = newId('acc', secureRandom);
const other = newId('acc', secureRandom);

describe('a name', () => {
	test('may be mistyped five times; then the wait doubles from five seconds to an hour', async () => {
		const { guess, clock } = await openThrottle();
		for (let at = 0; at < 5; at += 1) expect(await guess({ name: 'ada', account })).toBe('go');
		const waits = [];
		for (let at = 0; at < 12; at += 1) {
			const wait = Number(await guess({ name: 'ada', account }));
			waits.push(wait);
			clock.advance(wait * SECOND - 1);
			expect(await guess({ name: 'ada', account })).toBe(1);
			clock.advance(1);
			expect(await guess({ name: 'ada', account })).toBe('go');
		}
		expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
	});

	test('is throttled alike whether it is known or not, also when the account is shut', async () => {
		const { guess, clock } = await openThrottle();
		for (let at = 0; at < 90; at += 1) {
			const known = await guess({ name: 'ada', account, address: `192.0.2.${at}` });
			const unknown = await guess({ name: 'nobody', address: `198.51.100.${at}` });
			expect(known === 'pretend' ? 'go' : known).toBe(unknown);
			clock.advance(HOUR);
		}
		expect(await guess({ name: 'ada', account })).toBe('pretend');
		expect(await guess({ name: 'nobody' })).toBe('go');
	});

	test('is free again after a quiet day', async () => {
		const { guess, clock } = await openThrottle();
		for (let at = 0; at < 5; at += 1) await guess({ name: 'ada', account });
		expect(await guess({ name: 'ada', account })).toBe(5);
		clock.advance(DAY);
		for (let at = 0; at < 5; at += 1) expect(await guess({ name: 'ada', account })).toBe('go');
	});

	test('says nothing about the sign-ins of others: a success takes back no failure of it', async () => {
		const { guess, throttle, clock } = await openThrottle();
		for (let at = 0; at < 7; at += 1) {
			await guess({ name: 'ada', account });
			clock.advance(MINUTE);
		}
		await (await throttle.reserve({ name: 'ada', account, address: ADDRESS })).succeed();
		expect(await guess({ name: 'ada', account })).toBe(20);
		await throttle.signedIn({ account });
		expect(await guess({ name: 'ada', account })).toBe(20);
	});

	test('and another name of the same account have waits of their own, but one account', async () => {
		const { guess, exhaust } = await openThrottle();
		for (let at = 0; at < 6; at += 1) await guess({ name: 'ada', account });
		expect(await guess({ name: 'ada@example.org', account })).toBe('go');
		await exhaust(account);
		expect(await guess({ name: 'ada@example.org', account })).toBe('pretend');
	});
});

describe('an account', () => {
	test('gives strangers 60 guesses, whatever the name, the address and the factor', async () => {
		const { throttle, clock } = await openThrottle();
		let going = 0;
		for (let at = 0; at < 100; at += 1) {
			const address = `2001:db8:0:${at}::1`;
			const guess = at % 3 === 0 ? {} : { name: `ada ${at % 7}`, password: `${at}` };
			const { verdict } = await throttle.reserve({ account, address, ...guess });
			going += Number(verdict === 'go');
			clock.advance(DAY);
		}
		expect(going).toBe(60);
	});

	test('of 50 parallel guesses at the last one, one goes', async () => {
		const { throttle, exhaust } = await openThrottle();
		await exhaust(account, 59);
		const guesses = Array.from({ length: 50 }, (_, at) =>
			outcomeOf(throttle.reserve({ name: `a${at}`, account, address: `192.0.2.${at}` }))
		);
		const outcomes = await Promise.all(guesses);
		expect(outcomes.filter((outcome) => outcome === 'go')).toHaveLength(1);
		expect(outcomes.filter((outcome) => outcome === 'pretend')).toHaveLength(49);
	});

	test('gives no more than 100 in all, however many browsers it knows', async () => {
		const { throttle, clock, exhaust } = await openThrottle();
		await exhaust(account);
		let going = 0;
		for (let at = 0; at < 90; at += 1) {
			const pool = browser(at % 9);
			going += Number(
				(await outcomeOf(throttle.reserve({ account, address: ADDRESS, pool }))) === 'go'
			);
			clock.advance(HOUR);
		}
		expect(going).toBe(40);
	});

	test('does not forget in years', async () => {
		const { guess, exhaust, clock } = await openThrottle();
		await exhaust(account);
		clock.advance(5 * 365 * DAY);
		expect(await guess({ name: 'ada', account })).toBe('pretend');
	});

	test('a success ends what was consecutive, a right first proof does not', async () => {
		const { throttle, guess, exhaust } = await openThrottle();
		await exhaust(account, 58);
		await (await throttle.reserve({ account, address: ADDRESS, name: 'a' })).release();
		expect(await guess({ account, name: 'b' })).toBe('go');
		expect(await guess({ account, name: 'b' })).toBe('pretend');
		await throttle.signedIn({ account });
		expect(await exhaust(account)).toBe(60);
		expect(await guess({ account: other, name: 'c' })).toBe('go');
	});

	test('keeps each right first proof on its count, so that it buys no further guesses', async () => {
		const { throttle, guess } = await openThrottle();
		const own = { name: 'ada', account, address: ADDRESS, pool: browser(1) };
		for (let at = 0; at < 100; at += 1) await (await throttle.reserve(own)).release();
		expect(await guess(own)).toBe('pretend');
		await throttle.signedIn({ account, pool: browser(1) });
		expect(await guess(own)).toBe('go');
	});

	test('counts nothing that was not verified, and tells nobody by that whether it is shut', async () => {
		const { throttle, guess, exhaust } = await openThrottle();
		const own = { name: 'ada', account, address: ADDRESS, password: 'one' };
		for (const who of [own, { ...own, pool: browser(1) }, { ...own, account: undefined }])
			for (let at = 0; at < 110; at += 1) await (await throttle.reserve(who)).undo();
		expect(await exhaust(account)).toBe(60);
		for (let at = 0; at < 20; at += 1) {
			const reserved = await throttle.reserve(own);
			expect(reserved.verdict).toBe('pretend');
			await reserved.undo();
		}
		expect(await guess({ ...own, name: 'nobody', account: undefined })).toBe('go');
	});
});

describe('a known browser', () => {
	test('gets in while strangers have used up account, name, address, password and all', async () => {
		const { guess, throttle, exhaust } = await openThrottle();
		await exhaust(account);
		for (let at = 0; at < 1000; at += 1)
			await outcomeOf(throttle.reserve({ name: `n${at}`, address: `10.0.${at >> 8}.${at & 255}` }));
		for (let at = 0; at < 60; at += 1)
			await guess({ name: 'ada', account, password: 'right', address: ADDRESS });
		expect(await guess({ name: 'ada', account, password: 'right' })).toBeTypeOf('number');
		expect(await guess({ name: 'ada', account, password: 'right', pool: browser(1) })).toBe('go');
	});

	test('waits for its own failures only, and for ten of them at most', async () => {
		const { guess, clock } = await openThrottle();
		const own = { name: 'ada', account, pool: browser(1) };
		const waits = [];
		for (let at = 0; at < 10; at += 1) {
			const outcome = await guess(own);
			if (outcome === 'go') continue;
			waits.push(outcome);
			clock.advance(Number(outcome) * SECOND);
			expect(await guess(own)).toBe('go');
		}
		expect(waits).toEqual([5, 10, 20, 40, 80]);
		expect(await guess({ ...own, pool: browser(2) })).toBe('go');
	});

	test('is a stranger when its ten are used up, and itself again after a day', async () => {
		const { guess, throttle, clock, exhaust } = await openThrottle();
		const own = { name: 'ada', account, address: ADDRESS, pool: browser(1) };
		for (let at = 0; at < 10; at += 1) {
			expect(await guess(own)).toBe('go');
			clock.advance(HOUR);
		}
		expect(await exhaust(account)).toBe(60);
		expect(await guess({ ...own, name: 'ada2' })).toBe('pretend');
		clock.advance(DAY);
		const right = await throttle.reserve(own);
		expect(right.verdict).toBe('go');
		await right.succeed();
		for (let at = 0; at < 5; at += 1) expect(await guess(own)).toBe('go');
	});

	test('counts no right password as a failure of its own', async () => {
		const { throttle, guess } = await openThrottle();
		const own = { name: 'ada', account, address: ADDRESS, pool: browser(1) };
		for (let at = 0; at < 20; at += 1) await (await throttle.reserve(own)).release();
		for (let at = 0; at < 5; at += 1) expect(await guess(own)).toBe('go');
		expect(await guess(own)).toBe(5);
	});

	test('that signs in gives strangers nothing back until they were quiet for a week', async () => {
		const { throttle, guess, clock, exhaust } = await openThrottle();
		await exhaust(account);
		const pool = browser(1);
		await throttle.signedIn({ account, pool });
		expect(await guess({ name: 'x', account })).toBe('pretend');
		clock.advance(7 * DAY);
		expect(await guess({ name: 'x', account })).toBe('pretend');
		await throttle.signedIn({ account, pool });
		expect(await exhaust(account)).toBe(60);
	});

	test('is trusted by the account that knows it only', async () => {
		const { guess } = await openThrottle();
		for (let at = 0; at < 5; at += 1) await guess({ name: 'zoe' });
		expect(await guess({ name: 'zoe', pool: browser(1) })).toBe(5);
	});
});

describe('an address', () => {
	test('has 50 failures, and one more each minute', async () => {
		const { throttle, clock } = await openThrottle();
		const from = (address: string, at: number) =>
			outcomeOf(throttle.reserve({ name: `n${at}`, address }));
		for (let at = 0; at < 50; at += 1) expect(await from(`2001:db8::${at}`, at)).toBe('go');
		expect(await from('2001:db8::ffff', 50)).toBe(60);
		expect(await from('2001:db8:0:1::1', 51)).toBe('go');
		clock.advance(MINUTE);
		expect(await from('2001:db8::1', 52)).toBe('go');
		expect(await from('2001:db8::1', 53)).toBe(60);
	});

	test('loses nothing by what was right', async () => {
		const { throttle, guess } = await openThrottle();
		for (let at = 0; at < 200; at += 1) {
			const right = await throttle.reserve({ name: `n${at}`, account, address: ADDRESS });
			await (at % 2 === 0 ? right.release() : right.succeed());
		}
		expect(await guess({ name: 'n' })).toBe('go');
	});

	test('a refusal leaves no trace in any count', async () => {
		const { throttle, guess } = await openThrottle();
		for (let at = 0; at < 50; at += 1) await guess({ name: `n${at}` });
		for (let at = 0; at < 200; at += 1)
			expect(await guess({ name: 'ada', account, password: 'p' })).toBeTypeOf('number');
		const elsewhere = { name: 'ada', account, password: 'p', address: '198.51.100.1' };
		expect(await outcomeOf(throttle.reserve(elsewhere))).toBe('go');
	});

	test('that is refused cannot prolong the wait of a name', async () => {
		const { throttle, guess, clock } = await openThrottle();
		const elsewhere = { name: 'ada', account, address: '198.51.100.1' };
		for (let at = 0; at < 5; at += 1) await throttle.reserve(elsewhere);
		for (let at = 0; at < 50; at += 1) await guess({ name: `n${at}` });
		clock.advance(5 * SECOND);
		expect(await guess({ name: 'ada', account })).toBe(55);
		expect(await outcomeOf(throttle.reserve(elsewhere))).toBe('go');
	});

	test('loses nothing by a race that another budget decided', async () => {
		const { guess } = await openThrottle();
		await Promise.all(Array.from({ length: 50 }, () => guess({ name: 'ada', account })));
		expect(await guess({ name: 'bob' })).toBe('go');
	});

	test('has a budget apart for what nobody can guess', async () => {
		const { throttle, guess } = await openThrottle();
		for (let at = 0; at < 60; at += 1) await guess({ name: `n${at}` });
		for (let at = 0; at < 50; at += 1) await throttle.admit('unguessable');
		await expect(throttle.admit('unguessable')).rejects.toMatchObject({
			code: 'throttling.wait',
			kind: 'throttled',
			details: { retryAfterSeconds: 60 }
		});
		await throttle.admit('passkey');
	});

	test('that is flooded leaves room to a browser that has signed in, and to no more than it needs', async () => {
		const { throttle } = await openThrottle();
		const admit = (by: Parameters<typeof throttle.admit>[1]) =>
			throttle.admit('passkey', by).then(
				() => 'in',
				() => 'wait'
			);
		for (let at = 0; at < 51; at += 1) await admit({});
		expect(await admit({})).toBe('wait');
		for (let at = 0; at < 50; at += 1) expect(await admit({ browser: 'one' })).toBe('in');
		expect(await admit({ browser: 'one' })).toBe('wait');
		expect(await admit({ browser: 'two' })).toBe('in');
	});
});

describe('one password for many names', () => {
	test('goes ten times, in whatever spelling, and then every ten minutes', async () => {
		const { throttle, clock } = await openThrottle();
		const spray = (at: number, password: string) =>
			outcomeOf(throttle.reserve({ name: `n${at}`, address: `192.0.2.${at}`, password }));
		for (let at = 0; at < 10; at += 1)
			expect(await spray(at, at % 2 ? 'ｐassword' : 'password')).toBe('go');
		expect(await spray(10, 'password')).toBe(600);
		expect(await spray(11, 'passwork')).toBe('go');
		clock.advance(10 * MINUTE);
		expect(await spray(12, 'password')).toBe('go');
		expect(await spray(13, 'password')).toBe(600);
	});
});

describe('a challenge', () => {
	test('has waits of its own account, which end with a success', async () => {
		const { throttle, guess } = await openThrottle();
		for (let at = 0; at < 5; at += 1) expect(await guess({ account })).toBe('go');
		expect(await guess({ account })).toBe(5);
		expect(await guess({ account: other })).toBe('go');
		await throttle.signedIn({ account });
		expect(await guess({ account })).toBe('go');
	});
});

test('several processes that count in one store count as one', async () => {
	const { throttle, again } = await openThrottle();
	const two = [throttle, again()];
	const outcomes = await Promise.all(
		Array.from({ length: 50 }, (_, at) =>
			outcomeOf((two[at % 2] ?? throttle).reserve({ name: 'ada', account, address: ADDRESS }))
		)
	);
	expect(outcomes.filter((outcome) => outcome === 'go')).toHaveLength(5);
});
