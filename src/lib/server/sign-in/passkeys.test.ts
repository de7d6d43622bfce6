import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	attempt,
	authenticator,
	challenged,
	enroller,
	member,
	optionsOf,
	passkeyMember,
	signInByPasskey
} from '../people.fixture.ts';
import type { AccountId } from '../core/ids.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const finish = { lifetime: 'brief' } as const;

const passkeyOf = async ({ enrolments }: Service, account: AccountId) =>
	(await enrolments.list(account)).find(({ method }) => method === 'passkeys');

describe('a passkey', () => {
	test('that verifies its holder signs in, at level 2, without a name', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const result = await signInByPasskey(service, grace.key);
		if (result.status !== 'signed-in') throw new Error(result.status);
		const { session, token } = result.issued;
		expect(session).toMatchObject({ account: grace.account, aal: 2, isRecovery: false });
		expect(session.amr).toEqual(['user', 'mfa', 'swk']);
		expect(await service.sessions.check(token)).toEqual(session);
		expect((await service.events(grace.account)).at(-1)).toMatchObject({
			code: 'sign_in.succeeded',
			details: { methods: 'passkeys' }
		});
	});

	test.each([{ countsSignatures: false }, { countsSignatures: true }])(
		'says when it was last used: %j',
		async (kind) => {
			const service = await openService();
			const key = authenticator(kind);
			const { account } = await passkeyMember(service, { key });
			service.clock.advance(MINUTE);
			await signInByPasskey(service, key);
			expect((await passkeyOf(service, account))?.lastUsedAt).toEqual(service.clock.now());
		}
	);

	test('that stays on its authenticator says so', async () => {
		const service = await openService();
		const key = authenticator({ isBackupEligible: false });
		await passkeyMember(service, { key });
		const result = await signInByPasskey(service, key);
		expect(result).toMatchObject({ issued: { session: { amr: ['user', 'mfa', 'hwk'] } } });
	});

	test('that nobody has registered is not accepted, and the browser may be told which', async () => {
		const service = await openService();
		const stranger = authenticator();
		stranger.create({ challenge: 'x', rp: { id: 'id.example.org' }, user: { id: 'AAAA' } });
		const failed = signInByPasskey(service, stranger);
		await expect(failed).rejects.toMatchObject({
			code: 'sign_in.not_accepted',
			details: { unknownCredential: true }
		});
	});

	test('that was removed is not accepted', async () => {
		const service = await openService();
		const ada = await member(service);
		const { key, factor, issued } = await addPasskey(service, ada);
		await service.enrolments.remove(enroller(issued), factor.id);
		expect(await refusal(signInByPasskey(service, key))).toBe('sign_in.not_accepted');
	});

	test('of a disabled account is not accepted', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		await service.disable(grace.account);
		expect(await refusal(signInByPasskey(service, grace.key))).toBe('sign_in.not_accepted');
		expect(await service.sessions.list(grace.account)).toHaveLength(1);
	});

	test.each([
		['without user verification', { isUserVerified: false }],
		['without user presence', { isUserPresent: false }],
		['for another origin', { origin: 'https://evil.example' }],
		['for another challenge', { challenge: 'AAAA' }],
		['with the handle of another account', { userHandle: 'AAAA' }],
		['without a handle', { userHandle: undefined }],
		['with a signature that is not its own', { alterSignature: (s: Uint8Array) => s.reverse() }]
	])('%s is not accepted and on record', async (_, overrides) => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const failed = signInByPasskey(service, grace.key, overrides);
		expect(await refusal(failed)).toBe('sign_in.not_accepted');
		expect((await service.events(grace.account)).at(-1)).toMatchObject({
			code: 'sign_in.failed',
			details: { method: 'passkeys' }
		});
		expect(await service.sessions.list(grace.account)).toHaveLength(1);
	});

	test.each([undefined, {}, [], 'x', { id: 'x', rawId: 'x' }, { response: null }])(
		'is not %j',
		async (response) => {
			const service = await openService();
			const { ceremony } = await service.signIn.beginPasskey(attempt());
			const given = { ceremony, response, ...finish };
			expect(await refusal(service.signIn.finishPasskey(given, attempt()))).toBe(
				'sign_in.not_accepted'
			);
		}
	);
});

describe('a ceremony', () => {
	async function begun() {
		const service = await openService();
		const grace = await passkeyMember(service);
		const { ceremony, options } = await service.signIn.beginPasskey(attempt());
		const given = { ceremony, response: grace.key.get(options), ...finish };
		return { service, grace, given };
	}

	test('says nothing about who exists', async () => {
		const service = await openService();
		const before = await service.signIn.beginPasskey(attempt());
		await passkeyMember(service);
		const after = await service.signIn.beginPasskey(attempt());
		expect(Object.keys(after.options)).toEqual(Object.keys(before.options));
		expect(after.options).not.toHaveProperty('allowCredentials.0');
	});

	test('of another browser is gone, and stays for its own', async () => {
		const { service, given } = await begun();
		const stolen = service.signIn.finishPasskey(given, attempt('another'));
		expect(await refusal(stolen)).toBe('sign_in.ceremony_gone');
		const own = await service.signIn.finishPasskey(given, attempt());
		expect(own.status).toBe('signed-in');
	});

	test('is used once', async () => {
		const { service, given } = await begun();
		await service.signIn.finishPasskey(given, attempt());
		const again = service.signIn.finishPasskey(given, attempt());
		expect(await refusal(again)).toBe('sign_in.ceremony_gone');
	});

	test('is used once by 50 at the same time', async () => {
		const { service, grace, given } = await begun();
		const outcomes = await racing(() => service.signIn.finishPasskey(given, attempt()));
		expect(outcomes).toEqual({ done: 1, 'sign_in.ceremony_gone': 49 });
		expect(await service.sessions.list(grace.account)).toHaveLength(2);
	});

	test('is used up by a bad answer', async () => {
		const { service, given } = await begun();
		const bad = { ...given, response: { ...given.response, type: 'x' } };
		await refusal(service.signIn.finishPasskey(bad, attempt()));
		const again = service.signIn.finishPasskey(given, attempt());
		expect(await refusal(again)).toBe('sign_in.ceremony_gone');
	});

	test('expires after five minutes', async () => {
		const { service, given } = await begun();
		service.clock.advance(5 * MINUTE);
		const late = service.signIn.finishPasskey(given, attempt());
		expect(await refusal(late)).toBe('sign_in.ceremony_gone');
	});
});

describe('a signature counter', () => {
	test('that went back refuses, marks the passkey, and is on record', async () => {
		const service = await openService();
		const key = authenticator({ countsSignatures: true });
		const grace = await passkeyMember(service, { key });
		await signInByPasskey(service, key, { counter: 10 });
		const cloned = signInByPasskey(service, key, { counter: 10 });
		expect(await refusal(cloned)).toBe('sign_in.not_accepted');
		const passkey = await passkeyOf(service, grace.account);
		expect(passkey?.details).toMatchObject({ counterWentBack: true });
		const codes = await service.codesOf(grace.account);
		expect(codes.slice(-2)).toEqual(['factor.counter_went_back', 'sign_in.failed']);
	});

	test('that an unsigned answer claims marks nothing', async () => {
		const service = await openService();
		const key = authenticator({ countsSignatures: true });
		const grace = await passkeyMember(service, { key });
		await signInByPasskey(service, key, { counter: 10 });
		const alterSignature = (signature: Uint8Array) => signature.reverse();
		await refusal(signInByPasskey(service, key, { counter: 1, alterSignature }));
		const passkey = await passkeyOf(service, grace.account);
		expect(passkey?.details).toMatchObject({ counterWentBack: false });
	});
});

describe('a passkey that was enrolled without user verification', () => {
	test('signs in beside the password first, and from then on alone', async () => {
		const service = await openService();
		const ada = await member(service);
		const key = authenticator({ verifiesUser: false });
		await addPasskey(service, ada, key);
		const alone = () => signInByPasskey(service, key, { isUserVerified: true });
		expect(await refusal(alone())).toBe('sign_in.not_accepted');

		const challenge = await challenged(service);
		const options = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
		const answer = key.get(options, { isUserVerified: true });
		const given = { method: 'passkeys', answer };
		const verdict = await service.signIn.answer(challenge, given, attempt());
		expect(verdict).toMatchObject({ verified: true, issued: { session: { aal: 2 } } });

		expect(await alone()).toMatchObject({ issued: { session: { aal: 2 } } });
	});

	test('is one factor without it, and the password makes two', async () => {
		const service = await openService();
		const ada = await member(service);
		const key = authenticator({ verifiesUser: false });
		await addPasskey(service, ada, key);
		const challenge = await challenged(service);
		const options = optionsOf(await service.challenges.prompt(challenge, 'passkeys'));
		const given = { method: 'passkeys', answer: key.get(options) };
		const verdict = await service.signIn.answer(challenge, given, attempt());
		expect(verdict).toMatchObject({
			proof: { authenticator: 'single-factor-cryptographic' },
			issued: { session: { aal: 2, amr: ['pwd', 'user', 'swk', 'mfa'] } }
		});
		expect(await refusal(signInByPasskey(service, key))).toBe('sign_in.not_accepted');
	});
});
