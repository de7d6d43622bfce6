import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId, type FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { Approval, Outcome } from './approval.ts';
import { createApprovals } from './approvals.ts';
import type { ApprovalStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly approvals: ApprovalStore };
	/** The same store through another connection. */
	readonly peer: { readonly approvals: ApprovalStore };
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

const MINUTE = 60_000;
const askedBy = (at: number) => ({ id: `chl_${at}`, holder: 'browser' });
const declined: Outcome = { answer: 'declined' };

export function sampleApproval(clock: Clock, of: Partial<Approval> = {}): Approval {
	const id = newId('apr', secureRandom);
	return {
		id,
		account: newId('acc', secureRandom),
		document: {
			action: 'Sign in „ü🦊"',
			account: 'ada',
			origin: 'https://id.example.org',
			address: '192.0.2.1',
			browser: 'Chrome, Linux',
			askedAt: clock.now().toISOString(),
			number: '42',
			purpose: 'sign-in',
			request: id,
			nonce: newSecret(secureRandom)
		},
		numbers: ['17', '42', '83'],
		expiresAt: new Date(clock.now().getTime() + 2 * MINUTE),
		...of
	};
}

export function describeApprovalStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`approval store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let store: ApprovalStore;

		beforeAll(async () => {
			opened = await open(clock);
			store = opened.stores.approvals;
		});
		afterAll(() => opened.close());

		const sample = (of: Partial<Approval> = {}) => sampleApproval(clock, of);
		test('a browser that asks fifty times at once, of two processes, has one request open', async () => {
			const account = newId('acc', secureRandom);
			const ledger = { settle: () => Promise.resolve(true) };
			const processes = [store, opened.peer.approvals].map((approvals) =>
				createApprovals({ clock, approvals, ledger })
			);
			const all = Array.from({ length: 50 }, (_, at) => sample({ account, asker: askedBy(at) }));
			await Promise.all(all.map(async (each, at) => processes[at % 2]?.open(each)));
			expect(await store.listOpen(account)).toHaveLength(1);
		});

		const save = async (of: Partial<Approval> = {}) => {
			const approval = sample(of);
			await store.save(approval);
			return approval;
		};

		test('gives back what was saved, here and elsewhere', async () => {
			const application = newId('app', secureRandom);
			const phone = newId('fct', secureRandom);
			const asker = { id: 'chl_1', holder: 'ses_1' };
			const approval = await save({ asker, application, phone });
			expect(await store.find(approval.id)).toEqual(approval);
			expect(await opened.peer.approvals.find(approval.id)).toEqual(approval);
			expect(await store.find(newId('apr', secureRandom))).toBeUndefined();
		});

		test('lists what can be answered, oldest first, and nobody else’s', async () => {
			const first = await save();
			const { account } = first;
			const later = new Date(first.expiresAt.getTime() + 1000);
			const second = await save({ account, expiresAt: later });
			await save();
			expect(await store.listOpen(account)).toEqual([first, second]);
			await store.settle(first.id, declined);
			expect(await opened.peer.approvals.listOpen(account)).toEqual([second]);
			clock.advance(2 * MINUTE + 1000);
			expect(await store.listOpen(account)).toEqual([]);
			expect(await store.listOpen(newId('acc', secureRandom))).toEqual([]);
		});

		test('of 50 racing answers one counts, and it stays', async () => {
			const approval = await save();
			const answers = Array.from({ length: 50 }, (_, at): Outcome => ({
				answer: at % 3 === 0 ? 'approved' : 'declined',
				factor: `fct_${at}` as FactorId
			}));
			const results = await Promise.all(
				answers.map((answer, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).approvals.settle(approval.id, answer)
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			const won = answers[results.indexOf(true)];
			expect((await store.find(approval.id))?.outcome).toEqual(won);
			expect(await store.settle(approval.id, declined)).toBe(false);
			expect((await store.find(approval.id))?.outcome).toEqual(won);
		});

		test('after its time it cannot be answered, and is soon gone', async () => {
			const approval = await save();
			clock.advance(2 * MINUTE);
			expect(await store.settle(approval.id, declined)).toBe(false);
			expect(await store.find(approval.id)).toEqual(approval);
			clock.advance(MINUTE);
			expect(await store.find(approval.id)).toBeUndefined();
		});

		test('what nobody opened cannot be answered', async () => {
			const id = newId('apr', secureRandom);
			expect(await store.settle(id, declined)).toBe(false);
			expect(await store.find(id)).toBeUndefined();
		});

		test('a dump holds nothing of what is asked, of whom, nor of the answer', async () => {
			const approval = await save();
			await store.settle(approval.id, { answer: 'approved', factor: 'fct_secret' as FactorId });
			const dump = await opened.dump();
			expect(dump.length).toBeGreaterThan(0);
			const { id, account, document } = approval;
			for (const text of [id, account, document.nonce, 'fct_secret', document.browser])
				expect(dump).not.toContain(text);
		});
	});
}
