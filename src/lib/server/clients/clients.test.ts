import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { Clients, createClientDirectory, grantsOf, type Client } from './index.ts';

const NOTES = { id: 'notes', name: 'Notes' };
const SITE = { ...NOTES, redirectUris: ['https://notes.example.org/callback'] };
const MACHINE = {
	...NOTES,
	grants: ['client_credentials'],
	authentication: 'client_secret_basic',
	secretHash: 'x'.repeat(43),
	audience: 'https://notes.example.org/api'
};
const isAccepted = (...clients: unknown[]) => v.is(Clients, clients);
const directoryOf = (...named: Client[]) =>
	createClientDirectory({ named, clients: { list: async () => [] } });
const parsed = (client: unknown): Client => {
	const [first] = v.parse(Clients, [client]);
	if (!first) throw new Error('There is no client.');
	return first;
};

describe('where a client has people sent', () => {
	test.each([
		'https://notes.example.org/callback?from=id',
		'http://localhost:5173/callback',
		'http://127.0.0.1/callback',
		'org.example.notes:/callback'
	])('%s is accepted', (uri) => {
		expect(isAccepted({ ...SITE, redirectUris: [uri] })).toBe(true);
	});

	test.each([
		'http://notes.example.org/callback',
		'https://*.example.org/callback',
		'https://notes.example.org/#callback',
		'https://anna@notes.example.org/',
		'javascript:alert(1)',
		'data:text/html,x',
		'notes:/callback',
		'/callback',
		'https://notes.example.org/call back'
	])('%s is not', (uri) => {
		expect(isAccepted({ ...SITE, redirectUris: [uri] })).toBe(false);
		expect(isAccepted({ ...SITE, postLogoutRedirectUris: [uri] })).toBe(false);
	});
});

test.each([
	['own screens without an audience', NOTES],
	['a code flow without a redirect URI', { ...NOTES, grants: ['authorization_code'] }],
	['client credentials of nobody', { ...NOTES, grants: ['client_credentials'] }],
	['client credentials for no API', { ...MACHINE, audience: 'notes' }],
	['a scope with a space', { ...MACHINE, scopes: ['read all'] }],
	['a secret that nobody has', { ...SITE, authentication: 'client_secret_basic' }],
	['a secret that is not asked for', { ...SITE, secretHash: 'x'.repeat(43) }],
	['a secret in the clear', { ...SITE, authentication: 'client_secret_post', secretHash: 'abc' }],
	['assertions that nothing verifies', { ...SITE, authentication: 'private_key_jwt' }],
	['a private key', { ...SITE, authentication: 'private_key_jwt', keys: [{ kty: 'EC', d: 'x' }] }],
	['a grant that there is not', { ...SITE, grants: ['password'] }],
	['a back channel in the clear', { ...SITE, backchannelLogoutUri: 'http://notes.example.org/' }]
])('%s is not accepted', (_, client) => {
	expect(isAccepted(client)).toBe(false);
});

test('a machine has the API that it calls, and what it may ask for there', () => {
	expect(isAccepted({ ...MACHINE, scopes: ['votes:clear'] })).toBe(true);
});

test('a client with redirect URIs has the code flow, and no screens of its own', () => {
	const client = parsed(SITE);
	expect(grantsOf(client)).toEqual(['authorization_code', 'refresh_token']);
	const directory = directoryOf(client);
	expect(directory.find('notes')).toEqual(client);
	expect(() => directory.require('notes', undefined)).toThrow(
		expect.objectContaining({ code: 'clients.not_accepted' })
	);
});

test('a client that only names an audience signs people in on its own screens', () => {
	const client = parsed({ ...NOTES, audience: 'notes' });
	expect(grantsOf(client)).toEqual(['own_screens']);
	expect(directoryOf(client).require('notes', undefined)).toEqual(client);
	expect(directoryOf(client).find('other')).toBeUndefined();
});
