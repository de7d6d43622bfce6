import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Invitation, Role } from './account.ts';
import { sampleAccount } from './account-store.contract.ts';
import type { AccountStore, InvitationStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly invitations: InvitationStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	readonly transact: Transact<Stores>;
	close(): Promise<void>;
}

const AT = systemClock.now();
const LATER = new Date(AT.getTime() + 1000);
const someone = newId('acc', secureRandom);

function sample(of: Partial<Invitation> = {}): Invitation {
	return {
		id: newId('inv', secureRandom),
		secretHash: hashSecret(newSecret(secureRandom)),
		role: 'member',
		createdAt: AT,
		expiresAt: LATER,
		...of
	};
}

export function describeInvitationStore(name: string, open: () => Promise<Opened>): void {
	describe(`invitation store: ${name}`, () => {
		let opened: Opened;
		let invitations: InvitationStore;

		beforeAll(async () => {
			opened = await open();
			invitations = opened.stores.invitations;
		});
		beforeEach(async () => {
			for (const { id } of await invitations.list(AT)) await invitations.remove(id);
		});
		afterAll(() => opened.close());

		const add = async (of: Partial<Invitation> = {}) => {
			const invitation = sample(of);
			await invitations.add(invitation);
			return invitation;
		};

		test('gives back what was added', async () => {
			const plain = await add();
			expect(await invitations.find(plain.secretHash, AT)).toEqual(plain);
			const full = await add({ createdBy: 'shell', role: 'admin' });
			expect(await invitations.find(full.secretHash, AT)).toEqual(full);
		});

		test('an unknown secret finds nothing', async () => {
			await add();
			expect(await invitations.find(hashSecret('guess'), AT)).toBeUndefined();
		});

		test('an expired one is neither found nor listed nor consumed', async () => {
			const { id, secretHash } = await add();
			expect(await invitations.find(secretHash, LATER)).toBeUndefined();
			expect(await invitations.list(LATER)).toEqual([]);
			expect(await invitations.consume(id, someone, LATER)).toBe(false);
		});

		test('a used one is neither found nor listed nor consumed nor removed', async () => {
			const { id, secretHash } = await add();
			expect(await invitations.consume(id, someone, AT)).toBe(true);
			expect(await invitations.find(secretHash, AT)).toBeUndefined();
			expect(await invitations.list(AT)).toEqual([]);
			expect(await invitations.consume(id, someone, AT)).toBe(false);
			expect(await invitations.remove(id)).toBe(false);
		});

		test('one that is unknown cannot be consumed or removed', async () => {
			await add();
			const id = newId('inv', secureRandom);
			expect(await invitations.consume(id, someone, AT)).toBe(false);
			expect(await invitations.remove(id)).toBe(false);
		});

		test('of 50 racing callers one consumes it', async () => {
			const { id } = await add();
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).invitations.consume(
						id,
						newId('acc', secureRandom),
						AT
					)
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
		});

		test('lists newest first', async () => {
			const older = await add();
			const newer = await add({ createdAt: new Date(AT.getTime() + 1) });
			expect((await invitations.list(AT)).map(({ id }) => id)).toEqual([newer.id, older.id]);
		});

		test('a removed one is gone', async () => {
			const { id, secretHash } = await add();
			expect(await invitations.remove(id)).toBe(true);
			expect(await invitations.find(secretHash, AT)).toBeUndefined();
			expect(await invitations.consume(id, someone, AT)).toBe(false);
			expect(await invitations.remove(id)).toBe(false);
		});

		test('the link of the first administrator is void once there is one', async () => {
			const own = await open();
			const { stores } = own;
			const [link, invitation] = [sample({ role: 'admin' }), sample({ createdBy: 'shell' })];
			for (const each of [link, invitation]) await stores.invitations.add(each);
			await stores.accounts.add(sampleAccount());
			expect(await stores.invitations.find(link.secretHash, AT)).toEqual(link);
			const first = sampleAccount({ role: 'admin' });
			await stores.accounts.add(first);

			expect(await stores.invitations.find(link.secretHash, AT)).toBeUndefined();
			expect(await stores.invitations.list(AT)).toEqual([invitation]);
			expect(await stores.invitations.consume(link.id, someone, AT)).toBe(false);
			expect(await stores.invitations.consume(link.id, first.id, AT)).toBe(true);
			expect(await stores.invitations.consume(invitation.id, someone, AT)).toBe(true);
			await own.close();
		});

		describe('of an account', () => {
			let own: Opened;

			beforeEach(async () => {
				own = await open();
			});
			afterEach(() => own.close());

			/** Another administrator's stays open whatever becomes of the first. */
			const invited = async ({ role = 'admin' }: { role?: Role } = {}) => {
				const [host, other] = [sampleAccount({ role }), sampleAccount({ role: 'admin' })];
				const [theirs, others] = [host, other].map(({ id }) => sample({ createdBy: id }));
				if (!theirs || !others) throw new Error('Both have invited somebody.');
				for (const account of [host, other]) await own.stores.accounts.add(account);
				for (const each of [theirs, others]) await own.stores.invitations.add(each);
				return { host: host.id, theirs, others };
			};
			const expectVoid = async ({ theirs, others }: Awaited<ReturnType<typeof invited>>) => {
				const { invitations } = own.stores;
				expect(await invitations.find(theirs.secretHash, AT)).toBeUndefined();
				expect(await invitations.list(AT)).toEqual([others]);
				expect(await invitations.consume(theirs.id, someone, AT)).toBe(false);
				expect(await invitations.consume(others.id, someone, AT)).toBe(true);
			};

			test('is open while that is an administrator', async () => {
				const { theirs } = await invited();
				expect(await own.stores.invitations.find(theirs.secretHash, AT)).toEqual(theirs);
				expect(await own.stores.invitations.consume(theirs.id, someone, AT)).toBe(true);
			});

			test('is void while that is no administrator', async () => {
				await expectVoid(await invited({ role: 'member' }));
			});

			test('is void once that is disabled', async () => {
				const made = await invited();
				await own.stores.accounts.changeStatus(made.host, 'disabled');
				await expectVoid(made);
			});

			test('is void once that is removed', async () => {
				const made = await invited();
				await own.stores.accounts.remove(made.host);
				await expectVoid(made);
			});

			test('is consumed before that is disabled, or not at all', async () => {
				const { host, theirs } = await invited();
				const [disabled, looked] = [
					Promise.withResolvers<undefined>(),
					Promise.withResolvers<undefined>()
				];
				const disabling = own.transact(async ({ accounts }) => {
					await accounts.changeStatus(host, 'disabled');
					disabled.resolve(undefined);
					await looked.promise;
				});
				await disabled.promise;
				const racing = own.peer.invitations.consume(theirs.id, someone, AT);
				// Enough for another connection to be there first, if nothing held it up; one that is shared waits.
				if (own.peer !== own.stores)
					for (let at = 0; at < 20; at += 1) await own.peer.accounts.find(host);
				looked.resolve(undefined);
				await disabling;
				expect(await racing).toBe(false);
			});

			test('is consumed by at most one of 50 who race with its end, and by none after it', async () => {
				const { host, theirs } = await invited();
				const consume = (at: number) =>
					(at % 2 === 0 ? own.stores : own.peer).invitations.consume(
						theirs.id,
						newId('acc', secureRandom),
						AT
					);
				const [results] = await Promise.all([
					Promise.all(Array.from({ length: 50 }, (_, at) => consume(at))),
					own.peer.accounts.changeStatus(host, 'disabled')
				]);
				expect(results.filter(Boolean).length).toBeLessThanOrEqual(1);
				expect(await consume(0)).toBe(false);
			});
		});

		test('removes unattended ones: unused, and made by no account', async () => {
			const unattended = await add();
			const attended = await add({ createdBy: 'shell' });
			await invitations.removeUnattended();
			expect(await invitations.find(unattended.secretHash, AT)).toBeUndefined();
			expect(await invitations.find(attended.secretHash, AT)).toEqual(attended);
		});
	});
}
