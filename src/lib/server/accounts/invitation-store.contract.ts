import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Invitation } from './account.ts';
import { sampleAccount } from './account-store.contract.ts';
import type { AccountStore, InvitationStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly accounts: AccountStore; readonly invitations: InvitationStore };
	/** The same store through another connection. */
	readonly peer: { readonly invitations: InvitationStore };
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
			const full = await add({ createdBy: someone, role: 'admin' });
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
			const [link, invitation] = [sample({ role: 'admin' }), sample({ createdBy: someone })];
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

		test('removes unattended ones: unused, and made by no account', async () => {
			const unattended = await add();
			const attended = await add({ createdBy: someone });
			await invitations.removeUnattended();
			expect(await invitations.find(unattended.secretHash, AT)).toBeUndefined();
			expect(await invitations.find(attended.secretHash, AT)).toEqual(attended);
		});
	});
}
