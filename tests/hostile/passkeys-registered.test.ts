/** Forged, replayed and borrowed WebAuthn registrations. WebAuthn L3 §7.1; docs/decisions/0010. */
import { randomBytes } from 'node:crypto';

import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, test } from 'vitest';

import {
	encodeCose,
	type Overrides
} from '../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { newPerson } from '../support/person.ts';
import { openBoth } from './support/both.ts';
import { expectNoGain } from './support/gained.ts';
import { json, type Answer } from './support/http.ts';
import {
	answerEnrolment,
	authenticatorOf,
	beginEnrolment,
	beginPasskey,
	finishPasskey,
	outcomeOf,
	passkeyMember,
	passkeySignIn,
	racing,
	tally,
	through
} from './support/people.ts';

const worlds = await openBoth();

const append = (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(0)]);

/** One thing about a registration, and the reason it is told. */
const registrations: Readonly<Record<string, readonly [Overrides, string]>> = {
	'made for another origin': [{ origin: 'https://evil.example' }, 'wrong_origin'],
	'made for another RP ID': [{ rpId: 'evil.example' }, 'wrong_relying_party'],
	'of the type of an assertion': [{ type: 'webauthn.get' }, 'wrong_type'],
	'for a challenge of its own': [{ challenge: 'AAAA' }, 'wrong_challenge'],
	'made in a frame of another site': [{ crossOrigin: true }, 'framed'],
	'without anybody present': [{ isUserPresent: false }, 'user_not_present'],
	'that is backed up without being able to be': [
		{ isBackupEligible: false, isBackedUp: true },
		'impossible_backup_state'
	],
	'with a credential id of more than 1023 bytes': [
		{ credentialId: randomBytes(1024) },
		'malformed'
	],
	'with an attestation of a format that we never read': [
		{ format: 'fido-u2f' },
		'attestation_not_accepted'
	],
	'with an attestation of a phone': [{ format: 'android-safetynet' }, 'attestation_not_accepted'],
	'that says “packed” and has no statement': [{ format: 'packed' }, 'malformed'],
	'with a byte after the attestation': [{ alterAttestationObject: append }, 'malformed'],
	'with an attestation that is no CBOR': [
		{ alterAttestationObject: () => randomBytes(64) },
		'malformed'
	],
	'with a byte after the authenticator data': [{ alterAuthenticatorData: append }, 'malformed'],
	'with extra CBOR behind the key': [
		{
			alterAuthenticatorData: (data) =>
				Buffer.concat([data, isoCBOR.encode(new Map([['x', true]]))])
		},
		'malformed'
	],
	'with a key of an algorithm that was not asked for': [
		{
			publicKey: encodeCose([
				[1, 2],
				[3, -47],
				[-1, 8],
				[-2, randomBytes(32)],
				[-3, randomBytes(32)]
			])
		},
		'algorithm_not_offered'
	],
	'with a key that is no point of its curve': [
		{
			publicKey: encodeCose([
				[1, 2],
				[3, -7],
				[-1, 1],
				[-2, randomBytes(32)],
				[-3, randomBytes(32)]
			])
		},
		'unsound_key'
	],
	'with a key that is no key': [{ publicKey: isoCBOR.encode('key') }, 'malformed']
};

describe.each(worlds)('on $stores', ({ stores, world, other }) => {
	const { origin } = world;
	const member = () => passkeyMember(world, newPerson());
	const signsIn = async (key: Parameters<typeof passkeySignIn>[1]) =>
		expect(outcomeOf(await passkeySignIn(world.browser(), key))).toBe('signed-in');
	const NOT = 'sign_in.not_accepted';

	/** These are judged alike whatever the stores are. */
	const judged = <Row>(rows: Readonly<Record<string, Row>>): readonly (readonly [string, Row])[] =>
		stores === 'embedded' ? [] : Object.entries(rows);

	describe('a registration', () => {
		test.each(judged(registrations))('%s', async (_, [overrides, reason]) => {
			const { key, ...owner } = await member();
			const { id, prompt } = await beginEnrolment(owner, 'passkeys');
			const answer = authenticatorOf(world).create(prompt.options, overrides);
			await expectNoGain(world, reason, () => answerEnrolment(owner, id, answer));
			await signsIn(key);
		});

		test('is replayed, in its own enrolment and in the next', async () => {
			const owner = await member();
			const { id, prompt } = await beginEnrolment(owner, 'passkeys');
			const answer = authenticatorOf(world).create(prompt.options);
			expect(outcomeOf(await answerEnrolment(owner, id, answer))).toBe('verified');
			const next = await beginEnrolment(owner, 'passkeys');
			await expectNoGain(world, 'enrolment.gone', () => answerEnrolment(owner, id, answer));
			await expectNoGain(world, 'wrong_challenge', () => answerEnrolment(owner, next.id, answer));
			await signsIn(owner.key);
		});

		test('is answered 50 times at once on two processes', async () => {
			const owner = await member();
			const { id, prompt } = await beginEnrolment(owner, 'passkeys');
			const answer = authenticatorOf(world).create(prompt.options);
			const answers = await racing((at) =>
				answerEnrolment(at % 2 ? owner : through(owner, other, origin), id, answer)
			);
			expect(tally(answers)['verified']).toBe(1);
			expect(answers.every(({ status }) => status !== 500)).toBe(true);
			await signsIn(owner.key);
		});

		test('of a credential that another account has', async () => {
			const [ada, eve] = [await member(), await member()];
			const credentialId = randomBytes(32);
			const mine = await beginEnrolment(ada, 'passkeys');
			const key = authenticatorOf(world);
			await answerEnrolment(ada, mine.id, key.create(mine.prompt.options, { credentialId }));
			const theirs = await beginEnrolment(eve, 'passkeys');
			const taken = authenticatorOf(world).create(theirs.prompt.options, { credentialId });
			await expectNoGain(world, 'enrolment.already_enrolled', () =>
				answerEnrolment(eve, theirs.id, taken)
			);
			await signsIn(key);
		});

		test('of a credential that the account has already', async () => {
			const owner = await member();
			const credentialId = randomBytes(32);
			const first = await beginEnrolment(owner, 'passkeys');
			const key = authenticatorOf(world);
			await answerEnrolment(owner, first.id, key.create(first.prompt.options, { credentialId }));
			const second = await beginEnrolment(owner, 'passkeys');
			const again = authenticatorOf(world).create(second.prompt.options, { credentialId });
			await expectNoGain(world, 'already_enrolled', () => answerEnrolment(owner, second.id, again));
			await signsIn(key);
		});

		test('is finished in a session of somebody else', async () => {
			const [ada, eve] = [await member(), await member()];
			const { id, prompt } = await beginEnrolment(ada, 'passkeys');
			const key = authenticatorOf(world);
			const answer = key.create(prompt.options);
			await expectNoGain(world, 'enrolment.gone', () => answerEnrolment(eve, id, answer));
			expect(outcomeOf(await answerEnrolment(ada, id, answer))).toBe('verified');
			await signsIn(key);
		});

		test('is answered by an assertion, and an assertion by a registration', async () => {
			const { key, ...owner } = await member();
			const { id, prompt } = await beginEnrolment(owner, 'passkeys');
			const { challenge } = prompt.options as { challenge: string };
			const asserted = key.get({ challenge });
			await expectNoGain(world, 'malformed', () => answerEnrolment(owner, id, asserted));
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const registered = authenticatorOf(world).create({
				...options,
				rp: {},
				user: { id: 'AAAA' }
			});
			await expectNoGain(world, NOT, () => finishPasskey(browser, ceremony, registered));
			await signsIn(key);
		});

		test('of a sign-up is finished by a key that did not verify its holder', async () => {
			const browser = world.browser();
			const { username, email } = newPerson();
			const begun = json(await browser.api('POST', '/accounts', { username, email }));
			const { ceremony, options } = begun as unknown as { ceremony: string; options: object };
			const weak = authenticatorOf(world, { verifiesUser: false }).create(options);
			await expectNoGain(world, 'sign_up.verification_missing', (): Promise<Answer> =>
				browser.api('POST', '/accounts/passkey', { ceremony, response: weak })
			);
			await passkeyMember(world, { username, email });
		});
	});
});
