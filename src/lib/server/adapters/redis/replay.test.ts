/** A Redis that comes back as it was earlier: what has ended since stays ended. */
import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import {
	MOST_PER_ACCOUNT,
	type EndingStore,
	type SessionStore,
	type StoredSession
} from '#lib/server/sessions/index.ts';
import { sampleSession } from '#lib/server/sessions/session-store.contract.ts';
import { openFaultyLink } from '../faulty-link.fixture.ts';
import { storeRefusals } from '../outage.ts';
import { openSql, type Sql } from '../sql/index.ts';
import { createTestSealer } from '../testing.ts';
import { openRedis } from './index.ts';

const url = process.env['TEST_REDIS_URL'];
if (!url) throw new Error('TEST_REDIS_URL is missing: run this by scripts/with-stores.mjs.');

const clock = systemClock;
const sealer = createTestSealer();
const unavailable = { kind: 'unavailable', code: 'stores.unavailable' };

/** Keeps copies of what one installation has in Redis. */
async function openCopier(namespace: string) {
	const client = createClient({ url: url ?? '', commandOptions: { timeout: 0 } });
	await client.connect();
	const keys = () => client.keys(`lk:${namespace}:*`);
	const send = (...words: string[]) => client.sendCommand(words);
	const remove = async () => {
		for (const key of await keys()) await client.del(key);
	};
	return {
		remove,
		async copy() {
			// Copied within Redis, so that the copy is what was there, byte by byte.
			const copied = await keys();
			for (const key of copied) await send('COPY', key, `copy:${key}`, 'REPLACE');
			return async () => {
				await remove();
				for (const key of copied) await send('COPY', `copy:${key}`, key, 'REPLACE');
			};
		},
		async close() {
			await remove();
			for (const key of await client.keys(`copy:lk:${namespace}:*`)) await client.del(key);
			await client.close();
		}
	};
}

let namespace: string;
let sql: Sql;
let copier: Awaited<ReturnType<typeof openCopier>>;
let link: Awaited<ReturnType<typeof openFaultyLink>>;

beforeEach(async () => {
	namespace = newId('ses', secureRandom);
	sql = await openSql({ sealer, clock });
	copier = await openCopier(namespace);
	link = await openFaultyLink(url);
});

afterEach(async () => {
	await copier.close();
	await link.close();
	await sql.close();
});

/** A process of the installation, through the link. */
async function openProcess(endings: EndingStore = sql.endings) {
	const opened = await openRedis({ url: link.url, namespace, sealer, clock, endings });
	onTestFinished(() => opened.close());
	return { ...opened, sessions: opened.stores.sessions };
}

const isServing = (call: () => Promise<unknown>) =>
	call().then(
		() => 'served',
		() => 'refused'
	);

/** Redis goes away, and comes back as it was when `goBack` was made. */
async function restore(goBack: () => Promise<void>, { ready }: { ready(): Promise<void> }) {
	link.cut();
	await goBack();
	link.mend();
	await expect.poll(() => isServing(ready), { timeout: 5000 }).toBe('served');
}

const touch = (sessions: SessionStore, { id, secretHash }: StoredSession) =>
	sessions.touch({ id, secretHash, at: clock.now() });

async function save(sessions: SessionStore, of: Partial<StoredSession> = {}) {
	const createdAt = new Date(clock.now().getTime() - 60_000);
	const session = sampleSession({ createdAt, ...of });
	await sessions.save(session);
	return session;
}

type End = (
	sessions: SessionStore,
	ended: StoredSession,
	spared: StoredSession
) => Promise<unknown>;

const ENDINGS: Record<string, End> = {
	'one that was ended': (sessions, { account, id }) => sessions.revoke(account, id),
	'one of all that were ended but one': (sessions, { account }, { id }) =>
		sessions.revokeAll(account, id),
	'one of everybody’s': (sessions) => sessions.revokeEverybody(),
	'one whose secret was replaced': (sessions, ended) =>
		sessions.replace(ended.secretHash, { ...ended, secretHash: hashSecret('next') }),
	'one whose secret was replaced twice': async (sessions, ended) => {
		const next = { ...ended, secretHash: hashSecret('next') };
		await sessions.replace(ended.secretHash, next);
		await sessions.replace(next.secretHash, { ...ended, secretHash: hashSecret('last') });
	},
	'one too many, seen longest ago': async (sessions, ended) => {
		for (let count = 0; count < MOST_PER_ACCOUNT; count += 1)
			await save(sessions, { account: ended.account });
	},
	'one of an account that Redis had forgotten when all its were ended': async (
		sessions,
		{ account },
		{ id }
	) => {
		await copier.remove();
		await sessions.revokeAll(account, id);
	}
};

describe('a session is not accepted from an older copy', () => {
	test.each(Object.entries(ENDINGS))('%s', async (_, end) => {
		const [one, two] = [await openProcess(), await openProcess()];
		const long = new Date(clock.now().getTime() - 50_000);
		const ended = await save(one.sessions, { lastSeenAt: long });
		const spared = await save(one.sessions, { account: ended.account });
		const goBack = await copier.copy();
		await end(one.sessions, ended, spared);
		await restore(goBack, two);
		expect(await touch(two.sessions, ended)).toBeUndefined();
		await one.ready();
		expect(await touch(one.sessions, ended)).toBeUndefined();
		const listed = await one.sessions.list(ended.account, clock.now());
		expect(listed.map(({ id }) => id)).not.toContain(ended.id);
		// Nor by a process that starts.
		await goBack();
		const third = await openProcess();
		expect(await touch(third.sessions, ended)).toBeUndefined();
	});

	test('what did not end is alive', async () => {
		const process = await openProcess();
		const { sessions } = process;
		const [ended, stranger] = [await save(sessions), await save(sessions)];
		const spared = await save(sessions, { account: ended.account });
		const goBack = await copier.copy();
		await sessions.revokeAll(ended.account, spared.id);
		await restore(goBack, process);
		for (const session of [spared, stranger]) expect(await touch(sessions, session)).toBeDefined();
	});
});

test('what others are told of an account is not read from an older copy', async () => {
	const [one, two] = [await openProcess(), await openProcess()];
	const [changed, same] = [newId('acc', secureRandom), newId('acc', secureRandom)];
	for (const account of [changed, same])
		await one.stores.identities.put(account, { version: 1, data: '"old"' });
	const goBack = await copier.copy();
	await one.stores.identities.hold(changed, 2);
	await one.stores.identities.put(changed, { version: 2, data: '"new"' });
	await restore(goBack, two);
	expect(await two.stores.identities.find(changed)).toBeUndefined();
	expect(await two.stores.identities.find(same)).toMatchObject({ data: '"old"' });
});

test('a Redis that has forgotten nothing loses nothing by being told again', async () => {
	const { sessions } = await openProcess();
	const [first, other] = [await save(sessions), await save(sessions)];
	const raised = { ...first, secretHash: hashSecret('next') };
	await sessions.replace(first.secretHash, raised);
	await sessions.revokeAll(first.account, first.id);
	await sessions.revokeEverybody(first);
	await sessions.revoke(other.account, other.id);
	const later = await save(sessions, { account: other.account, createdAt: clock.now() });
	const { sessions: again } = await openProcess();
	for (const session of [raised, later]) expect(await touch(again, session)).toBeDefined();
});

describe('while a new connection is told', () => {
	/** Holds up what is on record, once asked for it after `close`. */
	function gated(): { endings: EndingStore; shut(): void; open(): void } {
		let gate = Promise.withResolvers<void>();
		gate.resolve();
		const endings: EndingStore = {
			...sql.endings,
			async *all() {
				for await (const page of sql.endings.all()) {
					await gate.promise;
					yield page;
				}
			}
		};
		return {
			endings,
			shut: () => void (gate = Promise.withResolvers()),
			open: () => gate.resolve()
		};
	}

	test('nobody is served, nobody waits, and an ended session is not accepted at any moment', async () => {
		const { endings, shut, open } = gated();
		const process = await openProcess(endings);
		const { sessions } = process;
		const ended = await save(sessions);
		const goBack = await copier.copy();
		await sessions.revoke(ended.account, ended.id);
		link.cut();
		await goBack();
		shut();
		link.mend();
		const started = performance.now();
		while (performance.now() - started < 1500) {
			const asked = performance.now();
			await expect(touch(sessions, ended)).rejects.toMatchObject(unavailable);
			await expect(process.ready()).rejects.toMatchObject(unavailable);
			expect(performance.now() - asked).toBeLessThan(2000);
		}
		open();
		const answers = new Set<string>();
		await expect
			.poll(
				async () => {
					const answer = await touch(sessions, ended).then(
						(found) => (found ? 'accepted' : 'ended'),
						() => 'refused'
					);
					answers.add(answer);
					return answer;
				},
				{ timeout: 5000, interval: 5 }
			)
			.toBe('ended');
		expect(answers).not.toContain('accepted');
	}, 15_000);

	test('what another process ends meanwhile has ended', async () => {
		const { endings, shut, open } = gated();
		const one = await openProcess();
		const [ended, late] = [await save(one.sessions), await save(one.sessions)];
		await one.sessions.revoke(ended.account, ended.id);
		shut();
		const opening = openProcess(endings);
		await one.sessions.revoke(late.account, late.id);
		open();
		const two = await opening;
		await expect.poll(() => isServing(two.ready), { timeout: 5000 }).toBe('served');
		for (const session of [ended, late]) expect(await touch(two.sessions, session)).toBeUndefined();
	}, 15_000);

	test('by a SQL that is away, it goes on once that is back', async () => {
		let isAway = false;
		const process = await openProcess({
			...sql.endings,
			all() {
				if (isAway) throw storeRefusals.unavailable();
				return sql.endings.all();
			}
		});
		const { sessions } = process;
		const ended = await save(sessions);
		const goBack = await copier.copy();
		await sessions.revoke(ended.account, ended.id);
		link.cut();
		await goBack();
		isAway = true;
		link.mend();
		await expect
			.poll(async () => (link.takeSent() === '' ? 'silent' : 'connected'), { timeout: 5000 })
			.toBe('connected');
		await expect(touch(sessions, ended)).rejects.toMatchObject(unavailable);
		await process.prepared();
		isAway = false;
		await expect.poll(() => isServing(process.ready), { timeout: 5000 }).toBe('served');
		expect(await touch(sessions, ended)).toBeUndefined();
	}, 15_000);
});

describe('what cannot be put on record', () => {
	const END: Record<string, End> = {
		'ending one': (sessions, { account, id }) => sessions.revoke(account, id),
		'ending all': (sessions, { account }) => sessions.revokeAll(account),
		'ending everybody’s': (sessions) => sessions.revokeEverybody(),
		'replacing a secret': (sessions, session) =>
			sessions.replace(session.secretHash, { ...session, secretHash: hashSecret('next') })
	};

	test.each(Object.entries(END))('is not done: %s', async (_, end) => {
		const refuse = async () => {
			throw storeRefusals.unavailable();
		};
		const { sessions } = await openProcess({ ...sql.endings, record: refuse, beginEpoch: refuse });
		const session = await save(sessions);
		await expect(end(sessions, session, session)).rejects.toMatchObject(unavailable);
		// So it can be done again.
		expect(await touch(sessions, session)).toBeDefined();
	});
});

test('20 000 endings are told before anybody is served', async () => {
	const { sessions } = await openProcess();
	const account = newId('acc', secureRandom);
	const ended = await save(sessions, { account });
	const goBack = await copier.copy();
	await sessions.revoke(account, ended.id);
	const until = ended.endsAt;
	const numbers = Array.from({ length: 10_000 }, () => newId('ses', secureRandom));
	await sql.endings.record(numbers.map((session) => ({ of: 'session', session, until })));
	await sql.endings.record(
		numbers.map((session) => ({ of: 'secret', session, secretHash: 'a', until }))
	);
	await goBack();
	const again = await openProcess();
	// As a command does, which is called once.
	await again.prepared();
	expect(await touch(again.sessions, ended)).toBeUndefined();
}, 30_000);
