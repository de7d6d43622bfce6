import { describe, expect, test } from 'vitest';

import {
	describeApprovalStore,
	sampleApproval
} from '#lib/server/approvals/approval-store.contract.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { describePendingStore } from '#lib/server/pending/pending-store.contract.ts';
import {
	describeSessionStore,
	sampleSession
} from '#lib/server/sessions/session-store.contract.ts';
import { openFaultyLink } from '../faulty-link.fixture.ts';
import { describeOutage } from '../outage.contract.ts';
import { openRedisPair } from '../pairs.fixture.ts';
import { openSql } from '../sql/index.ts';
import { createTestSealer } from '../testing.ts';
import { openConnection, type Connection } from './connection.ts';
import { openRedis } from './index.ts';
import { createSessionStore } from './session-store.ts';
import { formatText, toText } from './session-text.ts';

const url = process.env['TEST_REDIS_URL'];
if (!url) throw new Error('TEST_REDIS_URL is missing: run this by scripts/with-stores.mjs.');

describeSessionStore('Redis', (clock) => openRedisPair(url, clock));
describePendingStore('Redis', (clock) => openRedisPair(url, clock));
describeApprovalStore('Redis', (clock) => openRedisPair(url, clock));

const clock = systemClock;
const sealer = createTestSealer();
const { endings } = await openSql({ sealer, clock });
const sampleRef = { id: 'chl_1', holder: 'ses_1' };

describeOutage('Redis', {
	url,
	open: async (through) => {
		const { stores, ready, close } = await openRedis({ url: through, sealer, clock, endings });
		return { call: () => stores.pending.find(sampleRef), ready, close };
	}
});

describe('Redis', () => {
	const sample = () => ({
		...sampleRef,
		attemptsLeft: 3,
		expiresAt: new Date(clock.now().getTime() + 60_000),
		data: {}
	});

	test('every key has a lifetime', async () => {
		const pair = await openRedisPair(url, clock);
		const session = sampleSession();
		await pair.stores.sessions.save(session);
		await pair.stores.sessions.touch({ ...session, at: new Date(clock.now().getTime() + 120_000) });
		await pair.stores.sessions.save(sampleSession({ account: session.account }));
		await pair.stores.sessions.replace(session.secretHash, session);
		await pair.stores.sessions.revokeEverybody();
		await pair.stores.pending.save(sample());
		await pair.stores.pending.spend(sample());
		const lifetimes = await pair.lifetimes();
		expect(lifetimes).toHaveLength(5);
		for (const ms of lifetimes) expect(ms).toBeGreaterThan(0);
		await pair.close();
	});

	test('a request that can be answered for longer is listed after a shorter one has gone', async () => {
		const pair = await openRedisPair(url, clock);
		const { approvals } = pair.stores;
		const until = (ms: number) => new Date(clock.now().getTime() + ms);
		const longer = sampleApproval(clock, { expiresAt: until(60_000) });
		const { account } = longer;
		await approvals.save(longer);
		await approvals.save(sampleApproval(clock, { account, expiresAt: until(500) }));
		const left = async () => (await approvals.listOpen(account)).length;
		await expect.poll(left, { timeout: 5000 }).toBeLessThan(2);
		expect(await approvals.listOpen(account)).toEqual([longer]);
		await pair.close();
	});

	test('scripts that Redis has forgotten are sent again', async () => {
		const pair = await openRedisPair(url, clock);
		await pair.stores.pending.save(sample());
		await pair.forgetScripts();
		expect(await pair.stores.pending.spend(sample())).toMatchObject({ attemptsLeft: 2 });
		await pair.close();
	});

	test('a session that is saved while all are revoked can still be revoked', async () => {
		const connection = await openConnection(url);
		const session = sampleSession();
		const prefix = `lk:${session.id}:`;
		const sessions = createSessionStore({ connection, clock, prefix, endings });
		let written: Promise<unknown> = Promise.resolve();
		const revoked = async () => {
			await written;
			await sessions.revokeAll(session.account);
			expect(await sessions.list(session.account, clock.now())).toEqual([]);
		};
		const interrupted: Connection = {
			...connection,
			send: (command) => (written = connection.send(command)),
			// What indexes it comes when all are revoked.
			run: async (script, call) => {
				await revoked();
				return connection.run(script, call);
			}
		};
		await createSessionStore({ connection: interrupted, clock, prefix, endings }).save(session);
		expect(await sessions.revokeAll(session.account)).toEqual([session.id]);
		await connection.close();
	});

	test('all of 30 000 sessions that one account had without a limit are ended, but one', async () => {
		const connection = await openConnection(url);
		const own = sampleSession();
		const { account } = own;
		const prefix = `lk:${own.id}:`;
		const sessions = createSessionStore({ connection, clock, prefix, endings });
		await sessions.save(own);
		const until = own.endsAt.getTime();
		const text = formatText(toText(own, 0));
		for (let first = 0; first < 30_000; first += 1000) {
			const ids = Array.from({ length: 1000 }, (_, at) => `ses_${first + at}`);
			const saved = ids.map((id) => ['SET', `${prefix}session:${id}`, text, 'PXAT', until]);
			const members = ids.flatMap((id) => [until, id]);
			await connection.sendAll([...saved, ['ZADD', `${prefix}sessions:${account}`, ...members]]);
		}
		expect(await sessions.revokeAll(account, own.id)).toHaveLength(30_000);
		expect((await sessions.list(account, clock.now())).map(({ id }) => id)).toEqual([own.id]);
		expect(await connection.send(['EXISTS', `${prefix}session:ses_29999`])).toBe(0);
		expect(await sessions.revokeAll(account)).toEqual([own.id]);
		await connection.close();
	}, 30_000);

	test('sessions of the time when they were hashes are found, listed and ended like others', async () => {
		const connection = await openConnection(url);
		const one = sampleSession();
		const two = sampleSession({ account: one.account });
		const prefix = `lk:${one.id}:`;
		const sessions = createSessionStore({ connection, clock, prefix, endings });
		for (const session of [one, two]) {
			const { secretHash, lastSeenAt, expiresAt, data } = toText(session, 0);
			const key = `${prefix}session:${session.id}`;
			const fields = { secret: secretHash, seen: lastSeenAt, expires: expiresAt, data };
			await connection.send(['HSET', key, ...Object.entries(fields).flat()]);
			await connection.send(['PEXPIREAT', key, expiresAt]);
			const until = session.endsAt.getTime();
			await connection.send(['ZADD', `${prefix}sessions:${session.account}`, until, session.id]);
		}
		const at = clock.now();
		const guess = { ...one, secretHash: two.secretHash, at };
		expect(await sessions.touch(guess)).toBeUndefined();
		const found = await Promise.all(
			Array.from({ length: 50 }, () => sessions.touch({ ...one, at }))
		);
		for (const each of found) expect(each).toEqual({ ...one, secretHash: undefined });
		expect(await sessions.list(one.account, at)).toHaveLength(2);
		expect(await connection.send(['PTTL', `${prefix}session:${one.id}`])).toBeGreaterThan(0);
		expect(await sessions.revokeAll(one.account, one.id)).toEqual([two.id]);
		expect(await sessions.touch({ ...two, at })).toBeUndefined();
		await sessions.revokeEverybody();
		expect(await sessions.touch({ ...one, at })).toBeUndefined();
		await connection.close();
	});

	test('a check of a session is one command', async () => {
		const link = await openFaultyLink(url);
		const { stores, close } = await openRedis({ url: link.url, sealer, clock, endings });
		const session = sampleSession();
		await stores.sessions.save(session);
		const at = new Date(clock.now().getTime() + 120_000);
		await stores.sessions.touch({ ...session, at });
		await stores.sessions.revokeEverybody(session);
		await stores.sessions.touch({ ...session, at });
		link.takeSent();
		expect(await stores.sessions.touch({ ...session, at })).toBeDefined();
		const commands = link.takeSent().match(/^\*\d+\r\n\$\d+\r\n\w+/gm) ?? [];
		expect(
			commands.map((command) => command.split('\n').at(-1)).filter((word) => word !== 'PING')
		).toEqual(['MGET']);
		await stores.sessions.revoke(session.account, session.id);
		await close();
		await link.close();
	});

	test('starts while Redis is away, refuses, and serves when it is there', async () => {
		const link = await openFaultyLink(url);
		link.cut();
		const { ready, close } = await openRedis({ url: link.url, sealer, clock, endings });
		await expect(ready()).rejects.toMatchObject({ kind: 'unavailable' });
		link.mend();
		await expect
			.poll(
				() =>
					ready().then(
						() => true,
						() => false
					),
				{ timeout: 5000 }
			)
			.toBe(true);
		await close();
		await link.close();
	}, 15_000);
});
