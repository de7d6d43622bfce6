import { describe, expect, it } from 'vitest';

import type { FactorId, AccountId } from '#lib/server/core/ids.ts';
import { fixedClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import { parseAttestationObject } from '#lib/server/webauthn/authenticator-data.ts';
import { fromBase64Url, toBase64Url } from '#lib/server/webauthn/base64url.ts';
import { NOW, outcome, subjectWith } from './ceremony.fixture.ts';
import { algorithmOf } from '#lib/server/webauthn/cose-key.ts';
import { createPasskeys } from './passkeys.ts';
import type { CredentialState } from './state.ts';
// W3C Web Authentication Level 3, "Test Vectors", as the file's `source` says.
import w3c from '#lib/server/webauthn/w3c-vectors.json' with { type: 'json' };

const passkeys = createPasskeys({
	clock: fixedClock(NOW),
	random: secureRandom,
	rp: { id: w3c.rpId, name: 'W3C', origins: [w3c.origin] }
});

type Vector = (typeof w3c.vectors)[number];

/** What a relying party like this one must say, by vector: at registration and at the assertion. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
	'none-es256': ['passed', 'passed'],
	'packed-self-es256': ['passed', 'passed'],
	'none-es256-crossOrigin': ['framed', 'framed'],
	'none-es256-topOrigin': ['framed', 'framed'],
	'none-es256-long-credential-id': ['passed', 'passed'],
	'packed-es256': ['passed', 'passed'],
	'packed-rs256': ['passed', 'passed'],
	'packed-eddsa': ['passed', 'passed'],
	'packed-es384': ['algorithm_not_offered', 'not_asked'],
	'packed-es512': ['algorithm_not_offered', 'not_asked'],
	'packed-ed448': ['algorithm_not_offered', 'not_asked'],
	// No attestation is asked for; these formats are refused before their certificates are read. The
	// credentials themselves are sound, as their assertions show.
	'tpm-es256': ['attestation_not_accepted', 'passed'],
	'android-key-es256': ['attestation_not_accepted', 'passed'],
	'apple-es256': ['attestation_not_accepted', 'passed'],
	'fido-u2f-es256': ['attestation_not_accepted', 'passed']
};

const named = w3c.vectors.map((vector) => [vector.name, vector] as const);

describe('the W3C test vectors', () => {
	it('are all there', () => {
		expect(w3c.vectors.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
	});

	it.each(named)('%s registers as it should', async (name, { registration }) => {
		const state = { challenge: registration.expectedChallenge, isConditional: false };
		const result = await passkeys.enrolment?.finish(subjectWith(), state, registration.response);
		expect(result && outcome(result)).toBe(EXPECTED[name]?.[0]);
	});

	it.each(named.filter(([name]) => EXPECTED[name]?.[1] !== 'not_asked'))(
		'%s asserts as it should',
		async (name, vector) => {
			const { expectedChallenge: challenge, response } = vector.authentication;
			const state = {
				challenge,
				allowed: [vector.registration.response.id],
				mustStandAlone: false,
				isKnowledgeProven: false
			};
			const result = await passkeys.verification.finish([factorOf(vector)], state, response);
			expect(outcome(result)).toBe(EXPECTED[name]?.[1]);
		}
	);
});

/** The credential of a vector, also of one whose attestation is refused. */
function factorOf({ registration }: Vector): Factor {
	const bytes = fromBase64Url(registration.response.response.attestationObject);
	const data = bytes && parseAttestationObject(bytes)?.authenticatorData;
	if (!data?.credential) throw new Error('no credential');
	const { publicKey, aaguid } = data.credential;
	const state: CredentialState = {
		publicKey: toBase64Url(publicKey),
		algorithm: algorithmOf(publicKey),
		counter: data.counter,
		transports: [],
		isBackupEligible: data.isBackupEligible,
		isBackedUp: data.isBackedUp,
		aaguid,
		userHandle: subjectWith().userHandle,
		isUserVerificationInitialized: data.isUserVerified
	};
	return {
		id: 'fct_1' as FactorId,
		account: 'acc_1' as AccountId,
		method: 'passkeys',
		label: '',
		handle: registration.response.id,
		state,
		version: 0,
		createdAt: NOW
	};
}
