/** A phone whose page is closed is told that something waits. */
import type { CDPSession, Page } from 'playwright/test';

import { createSubscriber, openPushService } from '#lib/server/push/receiver.fixture.ts';
import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test as base } from './support/fixtures.ts';
import { linkPhone, newPhone, type Phone } from './support/phone.ts';

type PushService = Awaited<ReturnType<typeof openPushService>>;

const test = base.extend<object, { pushService: PushService }>({
	pushService: [
		async ({}, use) => {
			const service = await openPushService();
			await use(service);
			await service.close();
		},
		{ scope: 'worker' }
	],
	environment: [
		async ({ pushService }, use) => use({ LATCHKEY_PUSH_HOSTS: pushService.origin }),
		{ scope: 'worker' }
	]
});

test.describe.configure({ timeout: 120_000 });

/** What a browser’s push service would give, which none can be reached for here. */
async function stubPushManager(
	page: Page,
	given: { endpoint: string; p256dh: string; auth: string }
) {
	await page.addInitScript(({ endpoint, p256dh, auth }) => {
		const bytes = (text: string) =>
			Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
				.buffer;
		const subscription = {
			endpoint,
			getKey: (name: string) => bytes(name === 'auth' ? auth : p256dh),
			unsubscribe: async () => {
				localStorage.removeItem('test.push');
				return true;
			}
		};
		Object.assign(PushManager.prototype, {
			getSubscription: async () => (localStorage.getItem('test.push') ? subscription : null),
			subscribe: async () => {
				localStorage.setItem('test.push', 'on');
				return subscription;
			}
		});
	}, given);
}

async function askPhone(page: Page, person: ReturnType<typeof newPerson>): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await hydrated(page);
	await page.getByRole('button', { name: 'Ask my phone' }).click();
	await expect(page.getByText('Waiting for your phone…')).toBeVisible();
}

/** As the browser’s own push service would wake the worker, which may bring a message twice. */
async function pusher(phone: Phone, origin: string) {
	await phone.page.evaluate(() => navigator.serviceWorker.ready);
	const cdp: CDPSession = await phone.context.newCDPSession(phone.page);
	const { promise, resolve } = Promise.withResolvers<string>();
	cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
		const found = registrations.find(({ scopeURL }) => scopeURL === `${origin}/phone`);
		if (found) resolve(found.registrationId);
	});
	await cdp.send('ServiceWorker.enable');
	const registrationId = await promise;
	return (data: string) =>
		cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
}

const shownOn = (phone: Phone) =>
	phone.page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		return (await registration.getNotifications()).map(({ title, tag }) => ({ title, tag }));
	});

test('a phone is told of a request by an id, and shows that somebody asks', async ({
	page,
	browser,
	server,
	pushService
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const phone = await newPhone(browser, server);
	await phone.context.grantPermissions(['notifications'], { origin: server.origin });
	const subscriber = createSubscriber();
	await stubPushManager(phone.page, subscriber.at(`${pushService.origin}/push/${person.username}`));
	await linkPhone(page, phone);
	await page.context().clearCookies();
	await phone.open();
	await phone.page.getByRole('button', { name: 'Notify me' }).click();
	await expect(phone.page.getByText('This phone tells you of a request')).toBeVisible();
	await expectAccessible(phone.page);

	await askPhone(page, person);
	const arrived = () => pushService.got.filter(({ path }) => path === `/push/${person.username}`);
	await expect.poll(() => arrived().length).toBe(1);
	const [got] = arrived();
	if (!got) throw new Error('Nothing came.');
	const message = subscriber.open(got.body);
	expect(message).toMatch(/^apr_[\w-]{22}$/);
	expect(got.headers['authorization']).toMatch(/^vapid t=[\w.-]+, k=[\w-]{87}$/);

	const deliver = await pusher(phone, server.origin);
	await expect(async () => {
		await deliver(message);
		const shown = [{ title: 'Somebody asks for your approval', tag: message }];
		await expect.poll(() => shownOn(phone), { timeout: 2000 }).toEqual(shown);
	}).toPass();

	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(page.getByText('It was declined on the phone.')).toBeVisible();
	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	await phone.page.getByRole('button', { name: 'Stop notifying me' }).click();
	await expect(phone.page.getByRole('button', { name: 'Notify me' })).toBeVisible();
	await askPhone(page, person);
	await expect(phone.page.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
	expect(arrived()).toHaveLength(1);
	await phone.context.close();
});

test('one of several processes tells it, and all have one key', async ({
	page,
	server,
	pushService
}) => {
	expect(pushService.origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
	const other = await server.second();
	const keyOf = async (origin: string) =>
		(await (await page.request.get(`${origin}/api/v1/phone/push`)).json()) as { key: string };
	const key = await keyOf(server.origin);
	expect(key.key).toMatch(/^B[\w-]{86}$/);
	expect(await keyOf(other.origin)).toEqual(key);
	await server.restart();
	expect(await keyOf(server.origin)).toEqual(key);
});
