import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { ApplicationStore, NewApplication } from './ports.ts';

interface Stores {
	readonly applications: ApplicationStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

let count = 0;

export function sampleApplication(of: Partial<NewApplication> = {}): NewApplication {
	count += 1;
	return {
		id: newId('app', secureRandom),
		name: `Shop ${count} of ${newSecret(secureRandom).slice(0, 8)}`,
		status: 'active',
		createdAt: new Date('2026-03-01T12:00:00.123Z'),
		keyHash: hashSecret(newSecret(secureRandom)),
		...of
	};
}

const webhook = { url: 'https://shop.example/told', secret: 'a secret that signs' };

export function describeApplicationStore(name: string, open: () => Promise<Opened>): void {
	describe(`application store: ${name}`, () => {
		let opened: Opened;
		let store: ApplicationStore;
		beforeAll(async () => {
			opened = await open();
			store = opened.stores.applications;
		});
		afterAll(() => opened.close());

		const added = async (of: Partial<NewApplication> = {}) => {
			const application = sampleApplication(of);
			expect(await store.add(application)).toBe(true);
			const { keyHash, webhook: told, ...rest } = application;
			return { keyHash, application: { ...rest, webhookUrl: told?.url } };
		};

		test('gives back what was added, by id, name and key', async () => {
			const { application, keyHash } = await added({ webhook });
			const { applications } = opened.peer;
			expect(await applications.find(application.id)).toEqual(application);
			expect(await applications.findByName(application.name.toUpperCase())).toEqual(application);
			expect(await applications.findByKey(keyHash)).toEqual(application);
			expect(await applications.list()).toContainEqual(application);
			expect(await applications.findWebhook(application.id)).toEqual(webhook);
		});

		test('what is not there is not found', async () => {
			expect(await store.find(newId('app', secureRandom))).toBeUndefined();
			expect(await store.findByName('Nobody')).toBeUndefined();
			expect(await store.findByKey(hashSecret('guess'))).toBeUndefined();
			expect(await store.findWebhook((await added()).application.id)).toBeUndefined();
		});

		test('of 50 of one name, in whatever case, one is added', async () => {
			const { name: wanted } = sampleApplication();
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).applications.add(
						sampleApplication({ name: at % 3 === 0 ? wanted.toUpperCase() : wanted })
					)
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
		});

		test('another key makes the one before void', async () => {
			const { application, keyHash } = await added();
			const next = hashSecret(newSecret(secureRandom));
			await store.replaceKey(application.id, next);
			expect(await store.findByKey(keyHash)).toBeUndefined();
			expect(await store.findByKey(next)).toEqual(application);
		});

		test('a webhook comes and goes', async () => {
			const { application } = await added();
			const { id } = application;
			await store.replaceWebhook(id, webhook);
			expect(await store.find(id)).toEqual({ ...application, webhookUrl: webhook.url });
			await store.replaceWebhook(id, undefined);
			expect(await store.find(id)).toEqual(application);
			expect(await store.findWebhook(id)).toBeUndefined();
		});

		test('of 50 who close it one did, and a closed one has no webhook', async () => {
			const { application } = await added({ webhook });
			const { id } = application;
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).applications.changeStatus(id, 'disabled')
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			expect(await store.find(id)).toMatchObject({ status: 'disabled' });
			expect(await store.findWebhook(id)).toBeUndefined();
			expect(await store.changeStatus(id, 'active')).toBe(true);
		});
	});
}
