import { describe, expect, test } from 'vitest';

import {
	attempt,
	authenticator,
	member,
	passkeyMember,
	signInByPasskey
} from '../people.fixture.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const GRACE = { username: 'grace', email: 'grace@example.org' };

async function begun(service: Service, { who = GRACE, by = 'browser' } = {}) {
	const key = authenticator();
	const { ceremony, options } = await service.signUp.beginPasskey(who, attempt(by));
	return { key, options, given: { ceremony, response: key.create(options) } };
}

describe('signing up with a passkey', () => {
	test('makes an account with recovery codes and a session at level 2', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		expect(grace.session).toMatchObject({ aal: 2, amr: ['user', 'mfa', 'swk'] });
		expect(grace.recoveryCodes).toHaveLength(10);
		expect(await service.codesOf(grace.account)).toEqual([
			'account.created',
			'recovery_codes.issued'
		]);
		const methods = (await service.enrolments.list(grace.account)).map(({ method }) => method);
		expect(methods.sort()).toEqual(['passkeys', 'recovery-codes']);
		const result = await signInByPasskey(service, grace.key);
		expect(result).toMatchObject({ issued: { session: { account: grace.account } } });
	});

	test('writes nothing before it is finished', async () => {
		const service = await openService();
		await begun(service);
		expect(await service.accounts.list({ limit: 1 })).toEqual([]);
	});

	test('asks for an authenticator that verifies its holder', async () => {
		const service = await openService();
		const { options } = await begun(service);
		expect(options).toMatchObject({ authenticatorSelection: { userVerification: 'required' } });
	});

	test.each([
		['does not verify its holder', { isUserVerified: false }],
		['is of another origin', { origin: 'https://evil.example' }],
		['answers another challenge', { challenge: 'AAAA' }]
	])('is refused when it %s', async (_, overrides) => {
		const service = await openService();
		const key = authenticator();
		const { ceremony, options } = await service.signUp.beginPasskey(GRACE, attempt());
		const given = { ceremony, response: key.create(options, overrides) };
		const code = await refusal(service.signUp.finishPasskey(given, attempt()));
		expect(['sign_up.passkey_not_accepted', 'sign_up.verification_missing']).toContain(code);
		expect(await service.accounts.list({ limit: 1 })).toEqual([]);
	});

	test.each([undefined, {}, 'x', { id: null }])('is refused for %j', async (response) => {
		const service = await openService();
		const { given } = await begun(service);
		const failed = service.signUp.finishPasskey({ ...given, response }, attempt());
		expect(await refusal(failed)).toBe('sign_up.passkey_not_accepted');
	});
});

describe('its ceremony', () => {
	test('belongs to its browser', async () => {
		const service = await openService();
		const { given } = await begun(service);
		const stolen = service.signUp.finishPasskey(given, attempt('another'));
		expect(await refusal(stolen)).toBe('sign_up.ceremony_gone');
		await service.signUp.finishPasskey(given, attempt());
	});

	test('is used once, by 50 at the same time too', async () => {
		const service = await openService();
		const { given } = await begun(service);
		const outcomes = await racing(() => service.signUp.finishPasskey(given, attempt()));
		expect(outcomes).toEqual({ done: 1, 'sign_up.ceremony_gone': 49 });
		expect(await service.accounts.list({ limit: 9 })).toHaveLength(1);
	});

	test('expires after ten minutes', async () => {
		const service = await openService();
		const { given } = await begun(service);
		service.clock.advance(10 * MINUTE);
		const late = service.signUp.finishPasskey(given, attempt());
		expect(await refusal(late)).toBe('sign_up.ceremony_gone');
	});

	test('does not hold the name: who finishes first has it', async () => {
		const service = await openService();
		const { given } = await begun(service);
		await member(service, 'grace');
		const late = service.signUp.finishPasskey(given, attempt());
		expect(await refusal(late)).toBe('accounts.username_taken');
		expect(await service.accounts.list({ limit: 9 })).toHaveLength(1);
	});

	test('of 50 browsers for one name makes one account', async () => {
		const service = await openService();
		const all = await Promise.all(
			Array.from({ length: 50 }, (_, at) => begun(service, { by: `browser ${at}` }))
		);
		const outcomes = await racing((at) => {
			const { given } = all[at] as Awaited<ReturnType<typeof begun>>;
			return service.signUp.finishPasskey(given, attempt(`browser ${at}`));
		});
		expect(outcomes).toEqual({ done: 1, 'accounts.username_taken': 49 });
	});
});

test('a passkey that is registered already makes no second account', async () => {
	const service = await openService();
	const first = await begun(service);
	await service.signUp.finishPasskey(first.given, attempt());
	const who = { username: 'eve', email: 'eve@example.org' };
	const { ceremony, options } = await service.signUp.beginPasskey(who, attempt());
	const credentialId = Buffer.from(first.given.response.id, 'base64url');
	const response = authenticator().create(options, { credentialId });
	const failed = service.signUp.finishPasskey({ ceremony, response }, attempt());
	expect(await refusal(failed)).toBe('sign_up.passkey_not_accepted');
	expect(await service.accounts.findByIdentifier('eve')).toBeUndefined();
});
