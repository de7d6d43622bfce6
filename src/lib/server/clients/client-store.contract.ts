import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Client } from './client.ts';
import type { ClientStore, RegisteredClient } from './ports.ts';

interface Stores {
	readonly clients: ClientStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

let count = 0;

function sampleClient(of: Partial<Client> = {}): RegisteredClient {
	count += 1;
	const id = `client-${count}-${newSecret(secureRandom).slice(0, 8).toLowerCase()}`;
	return {
		client: {
			id,
			name: 'Notes',
			origins: ['https://notes.example'],
			audience: 'https://notes.example/api',
			mustProveKey: true,
			...of
		},
		status: 'active',
		createdAt: new Date('2026-03-01T12:00:00.123Z')
	};
}

const withSecret = { authentication: 'client_secret_basic', secretHash: hashSecret('a') } as const;

export function describeClientStore(name: string, open: () => Promise<Opened>): void {
	describe(`client store: ${name}`, () => {
		let opened: Opened;
		let store: ClientStore;
		beforeAll(async () => {
			opened = await open();
			store = opened.stores.clients;
		});
		afterAll(() => opened.close());

		const added = async (of?: Partial<Client>): Promise<RegisteredClient> => {
			const registered = sampleClient(of);
			expect(await store.add(registered)).toBe(true);
			return registered;
		};

		test('gives back what was added', async () => {
			const plain = await added();
			const other = await added({ ...withSecret, redirectUris: ['https://notes.example/back'] });
			const { clients } = opened.peer;
			expect(await clients.find(plain.client.id)).toEqual(plain);
			expect(await clients.find(other.client.id)).toEqual(other);
			expect(await clients.list()).toEqual(expect.arrayContaining([plain, other]));
			expect(await clients.find('nobody')).toBeUndefined();
		});

		test('of 50 who take one id one gets it', async () => {
			const registered = sampleClient();
			const all = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 ? store : opened.peer.clients).add(registered)
				)
			);
			expect(all.filter(Boolean)).toHaveLength(1);
		});

		test('another secret takes the place of the one before', async () => {
			const { client } = await added(withSecret);
			expect(await store.replaceSecret(client.id, hashSecret('b'))).toBe(true);
			const found = await opened.peer.clients.find(client.id);
			expect(found?.client).toEqual({ ...client, secretHash: hashSecret('b') });
		});

		test('one is disabled and enabled', async () => {
			const { client } = await added();
			expect(await store.changeStatus(client.id, 'disabled')).toBe(true);
			expect(await store.changeStatus(client.id, 'disabled')).toBe(false);
			expect((await opened.peer.clients.find(client.id))?.status).toBe('disabled');
			expect(await store.changeStatus(client.id, 'active')).toBe(true);
		});

		test('one that is removed is gone, and nobody gets its id', async () => {
			const registered = await added(withSecret);
			const { id } = registered.client;
			const all = await Promise.all(
				Array.from({ length: 50 }, (_, at) => (at % 2 ? store : opened.peer.clients).remove(id))
			);
			expect(all.filter(Boolean)).toHaveLength(1);
			expect(await store.find(id)).toBeUndefined();
			expect((await store.list()).map(({ client }) => client.id)).not.toContain(id);
			expect(await store.add(registered)).toBe(false);
			expect(await store.replaceSecret(id, hashSecret('b'))).toBe(false);
			expect(await store.changeStatus(id, 'active')).toBe(false);
		});
	});
}
