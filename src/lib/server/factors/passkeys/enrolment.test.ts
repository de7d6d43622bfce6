import { createHash } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, it } from 'vitest';

import type { Enrolled } from '../method.ts';
import {
	enrol,
	optionsOf,
	ORIGIN,
	outcome,
	register,
	setting,
	subjectWith
} from './ceremony.fixture.ts';
import type { CredentialState } from './state.ts';
import type { Overrides } from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

const EXTRA = new Map<string, number | Uint8Array>([
	['alg', -7],
	['sig', new Uint8Array(Buffer.from('3006020101020101', 'hex'))],
	['more', 1]
]);

const pass = async (overrides: Overrides = {}): Promise<Enrolled & { state: CredentialState }> => {
	const result = await register(setting(), overrides);
	if (!result.passed) throw new Error(result.reason);
	return result as Enrolled & { state: CredentialState };
};

const refused = async (overrides: Overrides): Promise<string> =>
	outcome(await register(setting(), overrides));

describe('the options of a registration', () => {
	it('ask for a passkey of a known algorithm without attestation, R1', async () => {
		const { passkeys, subject } = setting();
		const { prompt } = await passkeys.enrolment.begin(subject);
		expect(optionsOf(prompt)).toMatchObject({
			rp: { id: 'id.example.org', name: 'Example' },
			user: { id: subject.userHandle, name: 'ada', displayName: 'Ada' },
			pubKeyCredParams: [-8, -7, -257].map((alg) => ({ alg, type: 'public-key' })),
			attestation: 'none',
			timeout: 300_000,
			authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
			extensions: { credProps: true }
		});
	});

	it('carry a fresh challenge of 32 bytes', async () => {
		const { passkeys, subject } = setting();
		const begun = await Promise.all([1, 2].map(() => passkeys.enrolment.begin(subject)));
		const challenges = begun.map(
			({ prompt }) => (optionsOf(prompt) as { challenge: string }).challenge
		);
		expect(new Set(challenges).size).toBe(2);
		expect(Buffer.from(challenges[0] ?? '', 'base64url')).toHaveLength(32);
	});

	it('exclude the passkeys that the account has', async () => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt } = await given.passkeys.enrolment.begin(subjectWith([factor]));
		expect(optionsOf(prompt)).toMatchObject({
			excludeCredentials: [{ id: factor.handle, transports: ['hybrid', 'internal'] }]
		});
	});
});

describe('a registration', () => {
	it('records the credential, R27', async () => {
		const { state, handle, proof } = await pass();
		expect(state).toMatchObject({
			algorithm: -7,
			counter: 0,
			transports: ['hybrid', 'internal'],
			isBackupEligible: true,
			isBackedUp: true,
			userHandle: subjectWith().userHandle,
			isUserVerificationInitialized: true
		});
		expect(handle).toBe(hashed(state.publicKey));
		expect(proof).toEqual({ authenticator: 'multi-factor-cryptographic', key: 'swk' });
	});

	it('survives JSON, as states are stored', async () => {
		const { state } = await pass();
		expect(JSON.parse(JSON.stringify(state))).toEqual(state);
	});

	it('without user verification is one factor, R16', async () => {
		const { proof, state } = await pass({ isUserVerified: false });
		expect(proof?.authenticator).toBe('single-factor-cryptographic');
		expect(state.isUserVerificationInitialized).toBe(false);
	});

	it('of a device-bound key says so', async () => {
		expect((await pass({ isBackupEligible: false })).proof?.key).toBe('hwk');
	});

	it('in passing needs nobody present and proves nothing, R15', async () => {
		const given = setting();
		const result = await register(
			given,
			{ isUserPresent: false, isUserVerified: false },
			{ isConditional: true }
		);
		expect(result).toMatchObject({ passed: true });
		expect(result).not.toHaveProperty('proof');
		const { prompt } = await given.passkeys.enrolment.begin(given.subject, {
			isConditional: true
		});
		expect(prompt).toMatchObject({ mediation: 'conditional' });
	});

	it('ignores extension outputs that nobody asked for, R28', async () => {
		const extensions = isoCBOR.encode(new Map([['credProtect', 2]]));
		expect(await refused({ extensions })).toBe('passed');
	});

	it('keeps known transports only', async () => {
		const given = setting({ transports: ['usb', 'telepathy', 'usb', 'nfc'] });
		const factor = await enrol(given);
		expect((factor.state as CredentialState).transports).toEqual(['nfc', 'usb']);
	});
});

describe('a registration is refused', () => {
	const cases: readonly [string, Overrides, string][] = [
		['R5: client data is not UTF-8', { alterClientData: () => Buffer.from([0xff]) }, 'malformed'],
		[
			'R5: a member that nobody reads is not UTF-8',
			{ alterClientData: (json) => Buffer.from(json.replace('{', '{"x":"\xff",'), 'latin1') },
			'malformed'
		],
		['R6: client data is no JSON', { alterClientData: (json) => `${json},` }, 'malformed'],
		['R6: client data is a list', { alterClientData: (json) => `[${json}]` }, 'malformed'],
		[
			'R6: a member stands twice, the second time escaped',
			{ alterClientData: (json) => json.replace('{', '{"\\u006frigin":"https://evil.example",') },
			'malformed'
		],
		['R7: it is an assertion', { type: 'webauthn.get' }, 'wrong_type'],
		['R8: the challenge is another', { challenge: 'AAAA' }, 'wrong_challenge'],
		['R9: the origin is a look-alike', { origin: `${ORIGIN}.evil.example` }, 'wrong_origin'],
		['R9: the origin is plain http', { origin: 'http://id.example.org' }, 'wrong_origin'],
		['R10: the page was framed', { crossOrigin: true }, 'framed'],
		['R11: a top origin is named', { topOrigin: 'https://evil.example' }, 'framed'],
		['R11: the top origin is our own', { topOrigin: ORIGIN }, 'framed'],
		[
			'R13: bytes follow the attestation object',
			{ alterAttestationObject: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) },
			'malformed'
		],
		[
			'R13: the attestation object is cut short',
			{ alterAttestationObject: (bytes) => bytes.subarray(0, -1) },
			'malformed'
		],
		[
			'R13: authenticator data have leftover bytes',
			{ alterAuthenticatorData: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) },
			'malformed'
		],
		[
			'R13: the attestation object has a fourth member',
			{ alterAttestationObject: reencode((object) => object.set('more', 1)) },
			'malformed'
		],
		['R14: the relying party is another', { rpId: 'example.org' }, 'wrong_relying_party'],
		['R15: nobody was present', { isUserPresent: false }, 'user_not_present'],
		[
			'R17: a key that cannot be backed up claims to be',
			{ isBackupEligible: false, isBackedUp: true },
			'impossible_backup_state'
		],
		['R21: the format is of another case', { format: 'None' }, 'attestation_not_accepted'],
		['R21: the format is unknown', { format: 'compound' }, 'attestation_not_accepted'],
		['R22: a packed attestation has no signature', { format: 'packed' }, 'malformed'],
		[
			'R22: an attestation of none has a statement',
			{
				alterAttestationObject: reencode((object) => object.set('attStmt', new Map([['alg', -7]])))
			},
			'malformed'
		],
		[
			'R22: a packed attestation has a member too many',
			{
				format: 'packed',
				alterAttestationObject: reencode((object) => object.set('attStmt', EXTRA))
			},
			'malformed'
		],
		['R25: the id has 1024 bytes', { credentialId: Buffer.alloc(1024, 1) }, 'malformed'],
		['R25: the id is empty', { credentialId: Buffer.alloc(0) }, 'malformed'],
		[
			'§6.5.1: the AT flag is not set though a credential follows',
			{ alterAuthenticatorData: flip(32, 0x40) },
			'malformed'
		],
		[
			'§6.1: the ED flag is set and nothing follows',
			{ alterAuthenticatorData: flip(32, 0x80) },
			'malformed'
		],
		['§6.1: extension outputs are no map', { extensions: isoCBOR.encode([1]) }, 'malformed']
	];

	it.each(cases)('%s', async (_attack, overrides, reason) => {
		expect(await refused(overrides)).toBe(reason);
	});

	it.each(['android-key', 'android-safetynet', 'apple', 'tpm', 'fido-u2f'])(
		'R21: %s attestation, before its certificates are read',
		async (format) => {
			expect(await refused({ format })).toBe('attestation_not_accepted');
		}
	);

	it('R26: the account has the credential already', async () => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt, state } = await given.passkeys.enrolment.begin(given.subject);
		const answer = given.authenticator.create(optionsOf(prompt), {
			credentialId: Buffer.from(factor.handle ?? '', 'base64url')
		});
		expect(
			outcome(await given.passkeys.enrolment.finish(subjectWith([factor]), state, answer))
		).toBe('already_enrolled');
	});

	it('R2: id and rawId differ', async () => {
		const { passkeys, authenticator, subject } = setting();
		const { prompt, state } = await passkeys.enrolment.begin(subject);
		const answer = { ...authenticator.create(optionsOf(prompt)), rawId: 'AAAA' };
		expect(outcome(await passkeys.enrolment.finish(subject, state, answer))).toBe('malformed');
	});

	it('the id outside is not the id inside', async () => {
		const { passkeys, authenticator, subject } = setting();
		const { prompt, state } = await passkeys.enrolment.begin(subject);
		const answer = authenticator.create(optionsOf(prompt));
		const id = Buffer.alloc(32, 1).toString('base64url');
		expect(
			outcome(await passkeys.enrolment.finish(subject, state, { ...answer, id, rawId: id }))
		).toBe('wrong_credential_id');
	});
});

type Cbor = Parameters<typeof isoCBOR.encode>[0];

function reencode(
	change: (object: Map<string, Cbor>) => Map<string, Cbor>
): (bytes: Uint8Array) => Uint8Array {
	return (bytes) =>
		isoCBOR.encode(change(isoCBOR.decodeFirst<Map<string, Cbor>>(new Uint8Array(bytes))));
}

function flip(index: number, mask: number): (given: Uint8Array) => Uint8Array {
	return (given) => given.map((byte, at) => (at === index ? byte ^ mask : byte));
}

function hashed(publicKey: string): string {
	return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');
}
