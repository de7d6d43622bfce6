import { describe, expect, test } from 'vitest';

import { ADDRESS, DAY, MINUTE, openThrottle } from './throttle.fixture.ts';

async function open() {
	const { throttle, again, clock, stores } = await openThrottle();
	const other = again();
	const guess = async (
		how: 'right' | 'wrong',
		{ client = 'shop', address = ADDRESS, by = throttle } = {}
	): Promise<'verified' | 'wait'> => {
		const caller = { requestId: 'req_1', address, userAgent: 'Program' };
		const reserved = await by.reserveSecret(client, caller).catch(() => undefined);
		await reserved?.[how]();
		return reserved ? 'verified' : 'wait';
	};
	const exhaust = async () => {
		for (let at = 0; at < 50; at += 1) expect(await guess('wrong')).toBe('verified');
	};
	return { guess, exhaust, again, other, clock, stores };
}

describe('guesses at a client’s secret', () => {
	test('go fifty times from one address, and then once a minute, right or wrong', async () => {
		const { guess, exhaust, clock } = await open();
		await exhaust();
		for (const how of ['wrong', 'right'] as const) expect(await guess(how)).toBe('wait');
		clock.advance(MINUTE);
		expect(await guess('wrong')).toBe('verified');
		expect(await guess('wrong')).toBe('wait');
	});

	test('shut out no other address and no other client', async () => {
		const { guess, exhaust } = await open();
		await exhaust();
		expect(await guess('right', { address: '198.51.100.1' })).toBe('verified');
		expect(await guess('right', { client: 'bank' })).toBe('verified');
	});

	test('shut nobody out where the secret was shown before, in no process, for thirty days', async () => {
		const { guess, other, again, clock } = await open();
		expect(await guess('right')).toBe('verified');
		for (let at = 0; at < 60; at += 1) await guess('wrong', { by: other });
		expect(await guess('right')).toBe('verified');
		expect(await guess('right', { by: other })).toBe('verified');
		clock.advance(30 * DAY);
		const fresh = again();
		for (let at = 0; at < 50; at += 1) await guess('wrong', { by: fresh });
		expect(await guess('right', { by: fresh })).toBe('wait');
	});

	test('that are right cost nothing', async () => {
		const { guess, again } = await open();
		for (let at = 0; at < 120; at += 1)
			expect(await guess('right', { by: again() })).toBe('verified');
	});

	test('from everywhere are on record once a minute, and refuse nobody', async () => {
		const { guess, stores } = await open();
		for (let at = 0; at < 220; at += 1)
			expect(await guess('wrong', { address: `2001:db8:${at}::1` })).toBe('verified');
		const [, ...recorded] = await stores.auditChain.entries({ after: 0, limit: 10_000 });
		expect(recorded.map(({ code, details }) => [code, details])).toEqual([
			['throttle.refused', JSON.stringify({ budget: 'client', client: 'shop' })]
		]);
	});
});
