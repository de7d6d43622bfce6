import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, it } from 'vitest';

import type { Factor } from '../factor.ts';
import { assertWith, enrol, optionsOf, ORIGIN, outcome, setting } from './ceremony.fixture.ts';
import type { CredentialState } from './state.ts';
import type { Overrides } from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

const securityKey = { transports: ['usb'], isBackupEligible: false, countsSignatures: true };

function withState(factor: Factor, state: Partial<CredentialState>): Factor {
	return { ...factor, state: { ...(factor.state as CredentialState), ...state } };
}

async function refused(overrides: Overrides, needs = { mustStandAlone: false }): Promise<string> {
	const given = setting();
	return outcome(await assertWith(given, await enrol(given), overrides, needs));
}

describe('the options of an assertion', () => {
	it('name the credentials that are asked for, and where they are', async () => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt } = await given.passkeys.verification.begin([factor], { mustStandAlone: false });
		expect(optionsOf(prompt)).toMatchObject({
			rpId: 'id.example.org',
			userVerification: 'preferred',
			timeout: 300_000,
			allowCredentials: [{ id: factor.handle, transports: ['hybrid', 'internal'] }]
		});
	});

	it('require user verification when nothing else is proven', async () => {
		const given = setting();
		const begun = await given.passkeys.verification.begin([], { mustStandAlone: true });
		expect(optionsOf(begun.prompt)).toMatchObject({ userVerification: 'required' });
		const discovery = await given.passkeys.discovery.begin([]);
		expect(optionsOf(discovery.prompt)).toMatchObject({ userVerification: 'required' });
		expect(optionsOf(discovery.prompt)).not.toHaveProperty('allowCredentials.0');
	});
});

describe('an assertion', () => {
	it('with user verification is worth two factors', async () => {
		const given = setting();
		const factor = await enrol(given);
		const result = await assertWith(given, factor, {}, { mustStandAlone: true });
		expect(result).toMatchObject({
			passed: true,
			factor,
			proof: { authenticator: 'multi-factor-cryptographic', key: 'swk' }
		});
	});

	it('without user verification is worth one, A17', async () => {
		const given = setting(securityKey);
		const result = await assertWith(given, await enrol(given), { isUserVerified: false });
		expect(result).toMatchObject({
			proof: { authenticator: 'single-factor-cryptographic', key: 'hwk' }
		});
	});

	it('keeps the new counter and backup state, A24', async () => {
		const given = setting({ countsSignatures: true });
		const result = await assertWith(given, await enrol(given), { isBackedUp: false });
		expect(result).toMatchObject({ passed: true, state: { counter: 2, isBackedUp: false } });
	});

	it('may come without a user handle when the account is known, A6', async () => {
		expect(await refused({ userHandle: undefined })).toBe('passed');
		expect(await refused({ userHandle: '' })).toBe('passed');
	});

	it('ignores extension outputs, A23', async () => {
		expect(await refused({ extensions: isoCBOR.encode(new Map([['other', true]])) })).toBe(
			'passed'
		);
	});

	it('verifies again with the next counter, and a counter of zero stays zero', async () => {
		for (const countsSignatures of [true, false]) {
			const given = setting({ countsSignatures });
			const factor = await enrol(given);
			const first = await assertWith(given, factor);
			if (!first.passed) throw new Error(first.reason);
			expect(outcome(await assertWith(given, { ...factor, state: first.state }))).toBe('passed');
		}
	});
});

describe('user verification that was set up later, A24', () => {
	const unverified = async () => {
		const given = setting({ ...securityKey, verifiesUser: false });
		return { given, factor: await enrol(given) };
	};

	it('by whoever found the key does not stand alone', async () => {
		const { given, factor } = await unverified();
		const needs = { mustStandAlone: true };
		const result = await assertWith(given, factor, { isUserVerified: true }, needs);
		expect(result).toEqual({ passed: false, reason: 'user_verification_not_set_up' });
	});

	it('beside a code that the finder may hold too changes nothing', async () => {
		const { given, factor } = await unverified();
		const result = await assertWith(given, factor, { isUserVerified: true });
		expect(result).toMatchObject({
			state: { isUserVerificationInitialized: false },
			proof: { authenticator: 'single-factor-cryptographic' }
		});
	});

	it('beside the password counts from then on', async () => {
		const { given, factor } = await unverified();
		const needs = { mustStandAlone: false, isKnowledgeProven: true };
		const result = await assertWith(given, factor, { isUserVerified: true }, needs);
		expect(result).toMatchObject({
			state: { isUserVerificationInitialized: true },
			proof: { authenticator: 'multi-factor-cryptographic' }
		});
	});

	it('is not initialized by the password alone', async () => {
		const { given, factor } = await unverified();
		const needs = { mustStandAlone: false, isKnowledgeProven: true };
		const result = await assertWith(given, factor, {}, needs);
		expect(result).toMatchObject({ state: { isUserVerificationInitialized: false } });
	});
});

describe('an assertion is refused', () => {
	const cases: readonly [string, Overrides, string][] = [
		[
			'A6: the user handle is of another account',
			{ userHandle: Buffer.alloc(32, 8).toString('base64url') },
			'wrong_user_handle'
		],
		['A9: a member stands twice', { alterClientData: twice }, 'malformed'],
		['A10: it is a registration', { type: 'webauthn.create' }, 'wrong_type'],
		['A11: the challenge is another', { challenge: 'AAAA' }, 'wrong_challenge'],
		['A12: the origin is a subdomain', { origin: 'https://x.id.example.org' }, 'wrong_origin'],
		['A12: the origin has another port', { origin: `${ORIGIN}:8443` }, 'wrong_origin'],
		['A13: the page was framed', { crossOrigin: true }, 'framed'],
		['A14: a top origin is named', { topOrigin: 'https://evil.example' }, 'framed'],
		['A15: the relying party is another', { rpId: 'evil.example' }, 'wrong_relying_party'],
		['A16: nobody was present', { isUserPresent: false }, 'user_not_present'],
		[
			'A18: BS without BE',
			{ isBackupEligible: false, isBackedUp: true },
			'impossible_backup_state'
		],
		[
			'A19: backup eligibility has changed',
			{ isBackupEligible: false, isBackedUp: false },
			'backup_eligibility_changed'
		],
		['A21: the signature is of other data', { alterSignature: swapLastBit }, 'not_verified'],
		[
			'A21: the signature is empty of numbers',
			{ alterSignature: () => Buffer.from([0x30, 0]) },
			'malformed'
		],
		[
			'§6.5.5: bytes follow the signature',
			{ alterSignature: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) },
			'malformed'
		],
		[
			'§6.5.5: the signature is two bare numbers',
			{ alterSignature: () => Buffer.alloc(64, 1) },
			'malformed'
		],
		[
			'§6.1: authenticator data are too short',
			{ alterAuthenticatorData: (bytes) => bytes.subarray(0, 36) },
			'malformed'
		],
		['§6.5.1: it carries a credential', { alterAuthenticatorData: withCredential }, 'malformed']
	];

	it.each(cases)('%s', async (_attack, overrides, reason) => {
		expect(await refused(overrides)).toBe(reason);
	});

	it('A17: it must stand alone and nobody was verified', async () => {
		expect(await refused({ isUserVerified: false }, { mustStandAlone: true })).toBe(
			'user_not_verified'
		);
	});

	it('A5: the credential was not asked for', async () => {
		const given = setting();
		const asked = await enrol(given);
		const other = await enrol(given);
		const { state } = await given.passkeys.verification.begin([asked], { mustStandAlone: false });
		const answer = given.authenticator.get({ ...(state as object), rpId: 'id.example.org' });
		expect(outcome(await given.passkeys.verification.finish([asked, other], state, answer))).toBe(
			'unknown_credential'
		);
	});

	it('A6: the credential is not of the account', async () => {
		const given = setting();
		const [own, strange] = [await enrol(given), await enrol(setting())];
		const { prompt, state } = await given.passkeys.verification.begin([own], {
			mustStandAlone: false
		});
		const answer = given.authenticator.get(optionsOf(prompt));
		expect(outcome(await given.passkeys.verification.finish([strange], state, answer))).toBe(
			'unknown_credential'
		);
	});

	it('A20: the key is another one under the same id', async () => {
		const given = setting();
		const own = await enrol(given);
		const strange = await enrol(setting());
		const swapped = withState(own, {
			publicKey: (strange.state as CredentialState).publicKey
		});
		expect(outcome(await assertWith(given, swapped))).toBe('not_verified');
	});

	it('an answer to one challenge is none to the next', async () => {
		const given = setting();
		const factor = await enrol(given);
		const needs = { mustStandAlone: false };
		const first = await given.passkeys.verification.begin([factor], needs);
		const second = await given.passkeys.verification.begin([factor], needs);
		const answer = given.authenticator.get(optionsOf(first.prompt));
		expect(outcome(await given.passkeys.verification.finish([factor], second.state, answer))).toBe(
			'wrong_challenge'
		);
	});
});

function twice(json: string): string {
	return json.replace('{', '{"type":"webauthn.get",');
}

/** In the middle of s, so that the form stays DER. */
function swapLastBit(signature: Uint8Array): Uint8Array {
	return signature.map((byte, at) => (at === signature.length - 1 ? byte ^ 1 : byte));
}

function withCredential(data: Uint8Array): Uint8Array {
	const flagged = data.map((byte, at) => (at === 32 ? byte | 0x40 : byte));
	const credential = Buffer.concat([
		Buffer.alloc(17),
		Buffer.from([1, 1]),
		isoCBOR.encode(new Map())
	]);
	return Buffer.concat([flagged, credential]);
}
