import { expect, test } from 'vitest';

import { caller } from '../people.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';

const by = { caller };

test('an application is known by its key, until it gets another one', async () => {
	const { applications } = await openService();
	const { application, key } = await applications.add(by, { name: 'Shop' });
	expect(key).toMatch(/^lka_[\w-]{43}$/);
	expect(await applications.authenticate(key)).toEqual(application);
	const next = await applications.rotateKey(by, application);
	expect(await refusal(applications.authenticate(key))).toBe('applications.key_required');
	expect(await applications.authenticate(next)).toEqual(application);
});

test.each([undefined, '', 'lka_', 'lka_x', `lka_${'x'.repeat(43)}`, `${'x'.repeat(47)}`])(
	'%j is nobody’s key',
	async (key) => {
		const { applications } = await openService();
		await applications.add(by, { name: 'Shop' });
		expect(await refusal(applications.authenticate(key))).toBe('applications.key_required');
	}
);

test('the key of one that is disabled is not accepted, and is again when it is enabled', async () => {
	const { applications } = await openService();
	const { application, key } = await applications.add(by, { name: 'Shop' });
	expect(await applications.changeStatus(by, application, 'disabled')).toBe(true);
	expect(await refusal(applications.authenticate(key))).toBe('applications.key_required');
	expect(await applications.changeStatus(by, application, 'disabled')).toBe(false);
	await applications.changeStatus(by, application, 'active');
	expect((await applications.authenticate(key)).id).toBe(application.id);
});

test('no two have one name, in whatever case, and a name is what is seen', async () => {
	const { applications } = await openService();
	await applications.add(by, { name: 'Shop' });
	expect(await refusal(applications.add(by, { name: 'SHOP' }))).toBe('applications.name_taken');
	for (const name of ['', ' Shop', 'Sh\u202eop', 'Sh\u200bop', 'two\nlines', 'x'.repeat(65)])
		expect(await refusal(applications.add(by, { name }))).toBe('applications.name_not_allowed');
	expect((await applications.get('shop')).name).toBe('Shop');
	expect(await refusal(applications.get('Nobody'))).toBe('applications.unknown');
});

test.each([
	'http://shop.example/told',
	'http://127.0.0.1.shop.example/',
	'ftp://shop.example/',
	'https://name:word@shop.example/',
	'https://shop.example/#part',
	'file:///etc/passwd',
	'shop.example',
	`https://shop.example/${'x'.repeat(2000)}`
])('nothing is told to %s', async (webhookUrl) => {
	const { applications } = await openService();
	const added = applications.add(by, { name: 'Shop', webhookUrl });
	expect(await refusal(added)).toBe('applications.webhook_not_allowed');
	expect(await applications.list()).toEqual([]);
});

test('another webhook has another secret, and it can be taken away', async () => {
	const { applications } = await openService();
	const webhookUrl = 'http://localhost:9999/told';
	const { application, webhookSecret } = await applications.add(by, { name: 'Shop', webhookUrl });
	expect(webhookSecret).toMatch(/^[\w-]{43}$/);
	const next = await applications.changeWebhook(by, application, 'https://shop.example/');
	expect(next).not.toBe(webhookSecret);
	expect(await applications.changeWebhook(by, application, undefined)).toBeUndefined();
	expect((await applications.get(application.id)).webhookUrl).toBeUndefined();
});

test('what an operator does is on record', async () => {
	const { applications, recorded } = await openService();
	const { application } = await applications.add(by, { name: 'Shop' });
	await applications.rotateKey(by, application);
	await applications.changeWebhook(by, application, 'https://shop.example/');
	await applications.changeStatus(by, application, 'disabled');
	await applications.changeStatus(by, application, 'active');
	const events = recorded.filter(({ code }) => code.startsWith('application.'));
	expect(events.map(({ code }) => code)).toEqual([
		'application.added',
		'application.key_rotated',
		'application.webhook_changed',
		'application.disabled',
		'application.enabled'
	]);
	for (const { details } of events) expect(details).toEqual({ by: 'shell', application: 'Shop' });
});
