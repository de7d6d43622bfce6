/** Saves the session of the second argument in the folder of the first, and is killed once that is acknowledged. */
import { systemClock } from '#lib/server/core/clock.ts';
import type { StoredSession } from '#lib/server/sessions/index.ts';
import { openSql } from '../sql/index.ts';
import { createTestSealer } from '../testing.ts';
import { createEmbeddedStores } from './index.ts';

const [, , dataDir, json] = process.argv;
const sealer = createTestSealer();
const { database } = await openSql({ dataDir, sealer, clock: systemClock });
const dates = ['createdAt', 'lastSeenAt', 'expiresAt', 'endsAt', 'elevatedAt'];
const session = JSON.parse(json ?? '', (key, value: unknown) =>
	dates.includes(key) ? new Date(String(value)) : value
) as StoredSession;
if (database) {
	const { sessions } = createEmbeddedStores({ database, sealer, clock: systemClock });
	await sessions.save(session);
	process.kill(process.pid, 'SIGKILL');
}
