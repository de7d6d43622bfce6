import { errors } from 'oidc-provider';
import { expect, test } from 'vitest';

import { codeOf, refusedOf } from './refused.ts';

type Asked = Parameters<typeof refusedOf>[0];

const asked = (params: object, { route = 'authorization', client = '' } = {}): Asked =>
	({
		req: {},
		oidc: { params, route, client: client === '' ? undefined : { clientId: client } }
	}) as unknown as Asked;

const address = { redirect_uri: 'https://shop.example/callback' };
const malformed = new errors.InvalidRequest('x');

test.each([
	['unknown_client', asked({ client_id: 'shop', ...address }), new errors.InvalidClient('x')],
	[
		'unregistered_redirect_uri',
		asked({ client_id: 'shop', ...address }, { client: 'shop' }),
		new errors.InvalidRedirectUri()
	],
	['no_client_id', asked({}), malformed],
	['no_client_id', asked({ client_id: ['a', 'b'] }), malformed],
	['no_redirect_uri', asked({ client_id: 'shop' }, { client: 'shop' }), malformed],
	['invalid_request', asked({ client_id: 'shop', ...address }, { client: 'shop' }), malformed],
	['request_is_over', asked({}, { route: 'resume' }), new errors.SessionNotFound('x')],
	[
		'invalid_grant',
		asked({}, { route: 'token', client: 'shop' }),
		new errors.InvalidGrant('a secret')
	],
	['other', asked({}, { route: 'token', client: 'shop' }), new Error('a secret')]
])('%s is told by what was asked', (reason, given, error) => {
	expect(refusedOf(given, error).reason).toBe(reason);
});

test.each([
	['shop', 'shop'],
	[`a${'b'.repeat(63)}`, `a${'b'.repeat(63)}`],
	['Shop', 'Shop'],
	['a b\n\u202e"', 'a?b???'],
	['A'.repeat(33), undefined],
	[undefined, undefined]
])('of %j, the log has %j', (client_id, written) => {
	expect(refusedOf(asked({ client_id }), malformed).client).toBe(written);
});

test('who has shown by other means that it is itself is named, too', () => {
	const given = asked({}, { route: 'token', client: 'shop' });
	expect(refusedOf(given, malformed).client).toBe('shop');
});

test('a page says which of three it is, and of all else that it was asked wrongly', () => {
	const of = (reason: string) => codeOf({ reason, client: undefined });
	expect([
		of('unknown_client'),
		of('unregistered_redirect_uri'),
		of('request_is_over'),
		of('invalid_scope')
	]).toEqual([
		'authorizations.unknown_client',
		'authorizations.unregistered_address',
		'authorizations.gone',
		'authorizations.malformed'
	]);
});
