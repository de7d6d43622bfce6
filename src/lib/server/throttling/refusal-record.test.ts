import { expect, test } from 'vitest';

import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { MINUTE, openThrottle, SECOND } from './throttle.fixture.ts';

/** A throttle, and what it has put on record, oldest first. */
async function open() {
	const opened = await openThrottle();
	const recorded = async () => {
		const entries = await opened.stores.auditChain.entries({ after: 0, limit: 10_000 });
		// The first of every log says that it began.
		return entries.slice(1).map(({ code, account, address, requestId, details }) => ({
			...{ code, account, address, requestId },
			...(JSON.parse(details) as { budget: string })
		}));
	};
	return { ...opened, recorded };
}

const account = newId('acc', secureRandom);

test('nothing is on record while there is room', async () => {
	const { guess, recorded } = await open();
	for (let at = 0; at < 5; at += 1) await guess({ name: 'ada', account });
	expect(await recorded()).toEqual([]);
});

test('a name that is refused is on record for its account, with the request and without the name', async () => {
	const { guess, recorded, stores } = await open();
	for (let at = 0; at < 7; at += 1) await guess({ name: 'ada-typed', account });
	expect(await recorded()).toEqual([
		{
			code: 'throttle.refused',
			account,
			address: '203.0.113.7',
			requestId: 'req_1',
			budget: 'name'
		}
	]);
	expect(await stores.dump()).not.toContain('ada-typed');
});

test('a name that nobody has is on record without an account', async () => {
	const { guess, recorded } = await open();
	for (let at = 0; at < 7; at += 1) await guess({ name: 'nobody' });
	expect(await recorded()).toMatchObject([{ account: undefined, budget: 'name' }]);
});

test('an address that is refused is nobody’s event, whoever was guessed at', async () => {
	const { guess, recorded } = await open();
	for (let at = 0; at < 52; at += 1) await guess({ name: `n${at}`, account });
	expect(await recorded()).toMatchObject([{ account: undefined, budget: 'address' }]);
});

test('of 50 that are refused at once, one is on record', async () => {
	const { guess, recorded } = await open();
	for (let at = 0; at < 5; at += 1) await guess({ name: 'ada', account });
	await Promise.all(Array.from({ length: 50 }, () => guess({ name: 'ada', account })));
	expect(await recorded()).toHaveLength(1);
});

test('as long as a budget goes on refusing, it is on record once a minute', async () => {
	const { guess, recorded, clock } = await open();
	for (let at = 0; at < 12; at += 1) {
		await guess({ name: 'ada', account });
		clock.advance(200 * SECOND);
	}
	const before = (await recorded()).length;
	await guess({ name: 'ada', account });
	for (let at = 0; at < 3 * 60; at += 1) {
		await guess({ name: 'ada', account });
		clock.advance(SECOND);
	}
	expect((await recorded()).length - before).toBeLessThanOrEqual(3);
	expect((await recorded()).length).toBeGreaterThan(before);
});

test('a browser that is known is on record apart', async () => {
	const { guess, recorded } = await open();
	for (let at = 0; at < 7; at += 1) await guess({ account, pool: 'browser/1' });
	expect(await recorded()).toMatchObject([{ account, budget: 'browser' }]);
});

test('however many budgets refuse, what is put on record has an end', async () => {
	const { stores, clock } = await openThrottle();
	const { createRefusalRecord } = await import('./index.ts');
	let count = 0;
	const recordRefusal = createRefusalRecord({
		store: stores.budgets,
		audit: stores.audit,
		record: async () => void (count += 1)
	});
	const caller = { requestId: 'req_1', address: '192.0.2.1', userAgent: '' };
	const flood = async (round: number) => {
		for (let at = 0; at < 700; at += 1)
			await recordRefusal(caller, { key: `${round} ${at}`, budget: 'name' });
	};
	await flood(1);
	expect(count).toBe(600);
	clock.advance(MINUTE);
	await flood(2);
	expect(count).toBe(630);
});
