import { describePendingStore } from '#lib/server/pending/pending-store.contract.ts';
import { describeSessionStore } from '#lib/server/sessions/session-store.contract.ts';
import { openRedisPair } from '../pairs.fixture.ts';

const url = process.env['TEST_REDIS_URL'];
if (!url) throw new Error('TEST_REDIS_URL is missing: run this by scripts/with-stores.mjs.');

describeSessionStore('Redis', (clock) => openRedisPair(url, clock));
describePendingStore('Redis', (clock) => openRedisPair(url, clock));
