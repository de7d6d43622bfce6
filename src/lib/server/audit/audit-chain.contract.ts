import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { createSealer, type Sealer } from '#lib/server/sealing/index.ts';
import { parseLink, spellLink, type Link } from './chain.ts';
import type { NewAuditEvent } from './event.ts';
import type { AuditChain, AuditLog } from './ports.ts';
import { verifyChain } from './verification.ts';

interface Stores {
	readonly audit: AuditLog;
}

interface Opened {
	readonly stores: Stores;
	readonly transact: Transact<Stores>;
	readonly chain: AuditChain;
	/** The same through another connection. */
	readonly peer: Stores;
	readonly peerTransact: Transact<Stores>;
	readonly sealer: Sealer;
	/** What somebody does who can write to the database. */
	run(...statements: string[]): Promise<void>;
	/** As the next start of the service would. */
	reopen(): Promise<{ readonly auditChain: AuditChain; close(): Promise<void> }>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	/** Takes away what keeps the table append-only. */
	readonly unguard: readonly string[];
	/** Makes the table again what it was before there was a chain. */
	readonly unchain: readonly string[];
}

const EVENTS = 8;

function sample(of: Partial<NewAuditEvent> = {}): NewAuditEvent {
	return {
		at: new Date(1_800_000_000_000),
		code: 'sign_in.succeeded',
		account: newId('acc', secureRandom),
		session: newId('ses', secureRandom),
		requestId: 'req_1',
		address: '192.0.2.1',
		userAgent: 'Browser',
		details: { label: "Zoë's \u0000 key", count: 2, isLast: true },
		...of
	};
}

export function describeAuditChain(name: string, { open, unguard, unchain }: Options): void {
	describe(`audit chain: ${name}`, () => {
		let opened: Opened;

		beforeAll(async () => {
			opened = await open();
		});
		afterAll(() => opened.close());

		const verify = (kept?: Link) => verifyChain(opened.chain, { kept });
		const logOf = (at: number) => (at % 2 === 0 ? opened.stores : opened.peer).audit;
		const transactOf = (at: number) => (at % 2 === 0 ? opened.transact : opened.peerTransact);
		const fifty = <Result>(work: (at: number) => Promise<Result>) =>
			Promise.all(Array.from({ length: 50 }, (_, at) => work(at)));

		test('a log in which nothing has happened says that it was begun, verifies, and has a head', async () => {
			const verified = await verify();
			expect(verified).toMatchObject({ isIntact: true, count: 1, adopted: 0 });
			expect(parseLink(String('head' in verified && verified.head))?.sequence).toBe(1);
		});

		test('50 events that two processes append at once are one chain without a gap', async () => {
			await fifty((at) => logOf(at).append(sample()));
			expect(await verify()).toMatchObject({ isIntact: true, count: 51 });
		});

		test('50 transactions of two processes at once are one chain, and those undone leave no gap', async () => {
			const outcomes = await fifty((at) =>
				transactOf(at)(async ({ audit }) => {
					await audit.append(sample());
					await audit.append(sample());
					if (at % 5 === 0) throw new Error('undone');
				}).catch(() => 'undone')
			);
			expect(outcomes.filter(Boolean)).toHaveLength(10);
			expect(await verify()).toMatchObject({ isIntact: true, count: 51 + 40 * 2 });
		});

		test('events of one transaction follow each other', async () => {
			const account = newId('acc', secureRandom);
			await fifty((at) =>
				transactOf(at)(async ({ audit }) => {
					for (const details of [{ at }, { at }]) await audit.append(sample({ account, details }));
				})
			);
			const listed = await opened.stores.audit.list(account, { limit: 100 });
			for (let at = 0; at < 100; at += 2)
				expect(listed[at]?.details).toEqual(listed[at + 1]?.details);
			expect(listed[0]?.sequence).toBe((listed[99]?.sequence ?? 0) + 99);
		});

		test('while events are being appended the chain verifies', async () => {
			const [verified] = await Promise.all([verify(), fifty((at) => logOf(at).append(sample()))]);
			expect(verified).toMatchObject({ isIntact: true });
			expect(await verify()).toMatchObject({ isIntact: true, count: 281 });
		});

		test.each(['update security_event set address = address', 'delete from security_event'])(
			'the database refuses: %s',
			async (statement) => {
				await expect(opened.run(statement)).rejects.toThrow('append-only');
				expect(await verify()).toMatchObject({ isIntact: true, count: 281 });
			}
		);

		test.each([0, -9007199254740992])('the database refuses an event %i', async (sequence) => {
			const statement = `insert into security_event
				(sequence, at, code, request_id, address, user_agent, details, mac)
				values (${sequence}, 0, 'sign_in.failed', '', '', '', '{}', '')`;
			await expect(opened.run(statement)).rejects.toThrow('numbered');
			expect(await verify()).toMatchObject({ isIntact: true, count: 281 });
		});
	});

	describe(`audit chain, tampered with: ${name}`, () => {
		let opened: Opened;
		let older: Link;

		const verify = (kept?: Link) => verifyChain(opened.chain, { kept });
		const broken = (fault: string, sequence: number) => ({
			isIntact: false,
			fault,
			sequence,
			count: expect.any(Number) as number
		});
		const headNow = async () => (await opened.chain.open())?.head ?? { sequence: -1, mac: '' };

		beforeAll(async () => {
			opened = await open();
			const keep = async () => {
				await opened.run('create table older_chain as select * from audit_chain');
				older = await headNow();
			};
			// The first is that the chain was begun.
			for (let at = 2; at <= EVENTS; at += 1) {
				await opened.stores.audit.append(sample({ requestId: `req_${at}` }));
				if (at === 5) await keep();
			}
			await opened.run(
				...unguard,
				'create table saved_event as select * from security_event',
				'create table saved_chain as select * from audit_chain'
			);
		});
		afterEach(async () => {
			await opened.run(
				'delete from security_event',
				'insert into security_event select * from saved_event',
				'delete from audit_chain',
				'insert into audit_chain select * from saved_chain'
			);
			expect(await verify()).toMatchObject({ isIntact: true, count: EVENTS });
		});
		afterAll(() => opened.close());

		test.each([
			'at = at + 1',
			"code = 'sign_in.failed'",
			"account = 'acc_other'",
			'account = null',
			"session = ''",
			'session = null',
			"request_id = 'req_5'",
			"address = '192.0.2.2'",
			"user_agent = ''",
			"details = '{}'",
			'mac = (select mac from saved_event where sequence = 3)',
			"mac = ''"
		])('the event whose %s is changed', async (change) => {
			await opened.run(`update security_event set ${change} where sequence = 4`);
			expect(await verify()).toEqual({ ...broken('changed', 4), count: 3 });
		});

		test('the last event is changed, and the first', async () => {
			await opened.run(`update security_event set address = '' where sequence = ${EVENTS}`);
			expect(await verify()).toEqual(broken('changed', EVENTS));
			await opened.run(`update security_event set address = '-' where sequence = 1`);
			expect(await verify()).toEqual(broken('changed', 1));
		});

		test('what moves from the end of one column to the beginning of the next is told', async () => {
			await opened.run(
				`update security_event set address = '192.0.2.', user_agent = '1Browser' where sequence = 4`
			);
			expect(await verify()).toEqual(broken('changed', 4));
		});

		test('a number too great to be one is told', async () => {
			await opened.run('update security_event set at = 9223372036854775807 where sequence = 4');
			expect(await verify()).toEqual(broken('changed', 4));
			await opened.run(
				`update security_event set sequence = 9223372036854775807 where sequence = ${EVENTS}`
			);
			expect(await verify()).toEqual(broken('changed', 4));
		});

		test.each([
			[2, 5],
			[2, 3],
			[1, EVENTS],
			[7, 8]
		])('events %i and %i are swapped', async (one, other) => {
			await opened.run(
				`update security_event set sequence = -1 where sequence = ${one}`,
				`update security_event set sequence = ${one} where sequence = ${other}`,
				`update security_event set sequence = ${other} where sequence = -1`
			);
			expect(await verify()).toEqual(broken('reordered', one));
		});

		test('an event in the middle is deleted', async () => {
			await opened.run('delete from security_event where sequence = 4');
			expect(await verify()).toEqual(broken('missing', 4));
		});

		test('the first event is deleted', async () => {
			await opened.run('delete from security_event where sequence = 1');
			expect(await verify()).toEqual(broken('missing', 1));
		});

		test('an event is deleted and those behind it move up', async () => {
			await opened.run(
				'delete from security_event where sequence = 4',
				'update security_event set sequence = 1 - sequence where sequence > 4',
				'update security_event set sequence = - sequence where sequence < 0'
			);
			expect(await verify()).toEqual(broken('changed', 4));
		});

		test('the last events are deleted', async () => {
			await opened.run('delete from security_event where sequence > 5');
			expect(await verify()).toEqual(broken('tail-cut', 6));
			await opened.run('delete from security_event');
			expect(await verify()).toEqual(broken('tail-cut', 1));
		});

		test('the last events are deleted and the head is made to fit, also once more was appended', async () => {
			const { mac } = older;
			await opened.run(
				'delete from security_event where sequence > 5',
				`update audit_chain set sequence = 5, mac = '${mac}'`
			);
			expect(await verify()).toEqual(broken('head-changed', 5));
			await opened.stores.audit.append(sample());
			expect(await verify()).toEqual(broken('head-changed', 6));
		});

		test('the last events are deleted and an older head is put back: only a head kept elsewhere tells', async () => {
			const kept = await headNow();
			await opened.run(
				'delete from security_event where sequence > 5',
				'delete from audit_chain',
				'insert into audit_chain select * from older_chain'
			);
			expect(await verify()).toMatchObject({ isIntact: true, count: 5, head: spellLink(older) });
			expect(await verify(kept)).toEqual(broken('rolled-back', 6));
			// Growing over it does not help, either.
			for (let at = 5; at < EVENTS; at += 1) await opened.stores.audit.append(sample());
			expect(await verify()).toMatchObject({ isIntact: true, count: EVENTS });
			expect(await verify(kept)).toEqual(broken('rolled-back', EVENTS));
			expect(await verify(older)).toMatchObject({ isIntact: true });
		});

		test('an older head is put back, and the events behind it stay', async () => {
			await opened.run(
				'delete from audit_chain',
				'insert into audit_chain select * from older_chain'
			);
			expect(await verify()).toEqual(broken('inserted', 6));
		});

		test('the head is deleted: nothing can be appended, and it is told', async () => {
			await opened.run('delete from audit_chain');
			expect(await verify()).toEqual(broken('head-changed', 0));
			await expect(opened.stores.audit.append(sample())).rejects.toThrow();
		});

		test.each([
			['before the first', 0, 0],
			['below what is a number here', -9007199254740991, -9007199254740991],
			['as low as a database counts', '-9223372036854775808', -(2 ** 63)],
			['behind the last', EVENTS + 1, EVENTS + 1]
		])('an event is inserted %s', async (_, sequence, at) => {
			await opened.run(
				'create table copy as select * from saved_event where sequence = 3',
				`update copy set sequence = ${sequence}`,
				'insert into security_event select * from copy',
				'drop table copy'
			);
			expect(await verify()).toEqual(broken('inserted', at));
		});

		test('an event is inserted in the middle and those behind it move down', async () => {
			await opened.run(
				'update security_event set sequence = -1 - sequence where sequence >= 4',
				'update security_event set sequence = - sequence where sequence < 0',
				'create table copy as select * from saved_event where sequence = 3',
				`update copy set sequence = 4, code = 'sign_in.failed'`,
				'insert into security_event select * from copy',
				'drop table copy'
			);
			expect(await verify()).toEqual(broken('inserted', 4));
		});

		test('the key is replaced', async () => {
			const place = { table: 'audit_chain', column: 'key', row: '1' };
			const key = { id: 'other', key: secureRandom.bytes(32) };
			const other = createSealer({
				keys: () => [key],
				random: secureRandom
			});
			for (const sealer of [opened.sealer, other]) {
				await opened.run(`update audit_chain set key = '${sealer.newKey(place).sealed}'`);
				expect(await verify()).toEqual(broken('wrong-key', expect.any(Number) as number));
			}
		});

		test('the service is made to begin the chain anew: it says so, and a head kept elsewhere tells', async () => {
			const kept = await headNow();
			await opened.run(...unchain, `update security_event set address = '198.51.100.1'`);
			const { auditChain, close } = await opened.reopen();
			const all = { isIntact: true, count: EVENTS + 1, adopted: EVENTS };
			expect(await verifyChain(auditChain)).toMatchObject(all);
			expect(await verifyChain(auditChain, { kept })).toEqual(broken('rolled-back', EVENTS));
			await close();
			await opened.run(...unguard);
		});
	});

	test(`audit chain: ${name}: events of before there was a chain are chained in their order`, async () => {
		const { stores, run, reopen, close } = await open();
		for (let at = 1; at <= 5; at += 1) await stores.audit.append(sample());
		await run(...unguard, 'delete from security_event where sequence in (1, 3)', ...unchain);
		const { auditChain, close: closeAgain } = await reopen();
		expect(await verifyChain(auditChain)).toMatchObject({ isIntact: true, count: 5, adopted: 4 });
		await stores.audit.append(sample());
		expect(await verifyChain(auditChain)).toMatchObject({ isIntact: true, count: 6, adopted: 4 });
		await closeAgain();
		await close();
	});
}
