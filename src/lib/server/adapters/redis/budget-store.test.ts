import { expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { describeIdentityStore } from '#lib/server/identities/identity-store.contract.ts';
import { describeKnownBrowserStore } from '#lib/server/known-browsers/known-browser-store.contract.ts';
import type { KnownBrowserId } from '#lib/server/known-browsers/index.ts';
import { describeBudgetStore } from '#lib/server/throttling/budget-store.contract.ts';
import { createThrottle } from '#lib/server/throttling/index.ts';
import { describeOutage } from '../outage.contract.ts';
import { openRedisPair } from '../pairs.fixture.ts';
import { openSql } from '../sql/index.ts';
import { createTestSealer } from '../testing.ts';
import { openRedis } from './index.ts';

const caller = { requestId: 'req_1', address: '192.0.2.1', userAgent: 'Browser' };
const recordRefusal = async () => undefined;

const url = process.env['TEST_REDIS_URL'];
if (!url) throw new Error('TEST_REDIS_URL is missing: run this by scripts/with-stores.mjs.');

const clock = systemClock;
const secret = secureRandom.bytes(32);

describeBudgetStore('Redis', (own) => openRedisPair(url, own));
describeKnownBrowserStore('Redis', (own) => openRedisPair(url, own));
describeIdentityStore('Redis', (own) => openRedisPair(url, own));

describeOutage('Redis budgets', {
	url,
	open: async (through) => {
		const sealer = createTestSealer();
		const { endings } = await openSql({ sealer, clock });
		const { stores, ready, close } = await openRedis({ url: through, sealer, clock, endings });
		const throttle = createThrottle({ store: stores.budgets, secret, scale: 1, recordRefusal });
		return {
			async call() {
				const account = newId('acc', secureRandom);
				const guess = { account, caller, pool: 'recovery-code' } as const;
				await (await throttle.reserve(guess)).succeed();
			},
			ready,
			close
		};
	}
});

test('every key of a guess and of a known browser has a lifetime', async () => {
	const pair = await openRedisPair(url, clock);
	const throttle = createThrottle({ store: pair.stores.budgets, secret, scale: 1, recordRefusal });
	const account = newId('acc', secureRandom);
	const guess = await throttle.reserve({ name: 'ada', account, caller, password: 'wrong' });
	await guess.release();
	await throttle.reserve({ account, caller, pool: 'recovery-code' });
	const id = 'A'.repeat(22) as KnownBrowserId;
	const at = clock.now();
	await pair.stores.knownBrowsers.add(account, { id, since: at, seenAt: at, userAgent: '' });
	const lifetimes = await pair.lifetimes();
	expect(lifetimes).toHaveLength(7);
	for (const ms of lifetimes) expect(ms).toBeGreaterThan(0);
	const dump = await pair.dump();
	for (const text of ['ada', 'wrong', caller.address]) expect(dump).not.toContain(text);
	await pair.close();
});
