import { expect, test } from 'vitest';

import { hashSecret } from '../core/secret.ts';
import { caller } from '../people.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';
import type { NewClient } from './index.ts';

const by = { caller };
const NOTES = {
	id: 'notes',
	name: 'Notes',
	origins: ['https://notes.example'],
	audience: 'https://notes.example/api'
};
const SITE: NewClient = {
	id: 'site',
	name: 'Site',
	redirectUris: ['https://site.example/back'],
	authentication: 'client_secret_basic'
};

test('one that is registered is known from the next look on, until it is closed or removed', async () => {
	const { app } = await openService();
	const { clients, clientRegister: register } = app;
	const known = async () => {
		await clients.reread();
		return clients.find('notes')?.name;
	};
	await register.add(by, NOTES);
	expect(clients.find('notes')).toBeUndefined();
	expect(await known()).toBe('Notes');
	expect(clients.hasOrigin('https://notes.example')).toBe(true);
	expect(clients.require('notes', 'https://notes.example').audience).toBe(NOTES.audience);
	expect(await register.changeStatus(by, 'notes', 'disabled')).toBe(true);
	expect(await known()).toBeUndefined();
	expect(clients.hasOrigin('https://notes.example')).toBe(false);
	await register.changeStatus(by, 'notes', 'active');
	expect(await known()).toBe('Notes');
	await register.remove(by, 'notes');
	expect(await known()).toBeUndefined();
	expect(await refusal(register.get('notes'))).toBe('clients.unknown');
	expect(await refusal(register.add(by, NOTES))).toBe('clients.id_taken');
});

test('a secret is made for one that shows by it that it is itself, and kept as its hash', async () => {
	const { app } = await openService();
	const { clientRegister: register } = app;
	expect(await register.add(by, NOTES)).not.toHaveProperty('client.secretHash');
	const { secret = '' } = await register.add(by, SITE);
	expect(secret).toMatch(/^[\w-]{43}$/);
	expect((await register.get('site')).client.secretHash).toBe(hashSecret(secret));
	const next = await register.rotateSecret(by, 'site');
	expect((await register.get('site')).client.secretHash).toBe(hashSecret(next));
	expect(await refusal(register.rotateSecret(by, 'notes'))).toBe('clients.no_secret');
	expect(await refusal(register.rotateSecret(by, 'nobody'))).toBe('clients.unknown');
});

test('what no setting could name is not registered', async () => {
	const { app } = await openService();
	const { clientRegister: register } = app;
	for (const wrong of [
		{ id: 'No tes' },
		{ origins: ['http://notes.example'] },
		{ audience: '' },
		{ secretHash: hashSecret('chosen') }
	])
		expect(await refusal(register.add(by, { ...NOTES, ...wrong }))).toBe(
			'clients.settings_not_allowed'
		);
	expect(await register.list()).toEqual([]);
});

test('what an operator does to clients is on record, and no secret is', async () => {
	const { app, recorded } = await openService();
	const { clientRegister: register } = app;
	const { secret = '' } = await register.add(by, SITE);
	await register.rotateSecret(by, 'site');
	await register.changeStatus(by, 'site', 'disabled');
	await register.changeStatus(by, 'site', 'disabled');
	await register.changeStatus(by, 'site', 'active');
	await register.remove(by, 'site');
	const about = recorded.filter(({ details }) => details['client'] === 'site');
	expect(about.map(({ code }) => code)).toEqual([
		'client.added',
		'client.secret_rotated',
		'client.disabled',
		'client.enabled',
		'client.removed'
	]);
	expect(JSON.stringify(recorded)).not.toContain(secret);
});
