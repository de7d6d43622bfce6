/** Forged, replayed and borrowed WebAuthn ceremonies. WebAuthn L3 §7.1 and §7.2; docs/decisions/0010. */
import { randomBytes } from 'node:crypto';

import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, test } from 'vitest';

import {
	encodeCose,
	type Overrides
} from '../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { newPerson } from '../support/person.ts';
import { expectNoGain } from './support/gained.ts';
import { json, type Answer } from './support/http.ts';
import {
	addPasskey,
	answerEnrolment,
	answerTo,
	authenticatorOf,
	beginEnrolment,
	beginPasskey,
	finishPasskey,
	outcomeOf,
	passkeyMember,
	passkeySignIn,
	passwordSignIn,
	racing,
	expectTimes,
	tally,
	through
} from './support/people.ts';
import { BOTH, openWorld, type World } from './support/world.ts';

const worlds: { stores: string; world: World; other: World['server'] }[] = [];
for (const stores of BOTH) {
	const world = await openWorld({ stores });
	worlds.push({
		stores,
		world,
		other: stores === 'embedded' ? world.server : await world.second()
	});
}

const flip = (at: number) => (bytes: Uint8Array) =>
	Uint8Array.from(bytes, (byte, index) =>
		index === (at + bytes.length) % bytes.length ? byte ^ 1 : byte
	);
const append = (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(0)]);
const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One thing about an assertion that no honest authenticator and no honest browser does. */
const assertions: Readonly<Record<string, Overrides>> = {
	'made for another origin': { origin: 'https://evil.example' },
	'made for a look-alike origin': { origin: 'http://1ocalhost' },
	'made for our host without its port': { origin: 'http://localhost' },
	'made for another RP ID': { rpId: 'evil.example' },
	'made for a parent of our RP ID': { rpId: 'host' },
	'of the type of a registration': { type: 'webauthn.create' },
	'of a payment': { type: 'payment.get' },
	'for a challenge of its own': { challenge: randomBytes(32).toString('base64url') },
	'for no challenge': { challenge: '' },
	'made in a frame of another site': { crossOrigin: true },
	'that names a page around it': { topOrigin: 'https://evil.example' },
	'without anybody present': { isUserPresent: false },
	'without its holder verified': { isUserVerified: false },
	'that is backed up without being able to be': { isBackupEligible: false, isBackedUp: true },
	'that can no longer be backed up': { isBackupEligible: false, isBackedUp: false },
	'of another user handle': { userHandle: randomBytes(32).toString('base64url') },
	'without a user handle': { userHandle: undefined },
	'with an empty user handle': { userHandle: '' },
	'with one bit of the signature turned': { alterSignature: flip(-1) },
	'with another bit of the signature turned': { alterSignature: flip(12) },
	'with a byte after the signature': { alterSignature: append },
	'with no signature': { alterSignature: () => new Uint8Array() },
	'with a byte after the authenticator data': { alterAuthenticatorData: append },
	'with extensions that no flag tells of': {
		alterAuthenticatorData: (data) => Buffer.concat([data, isoCBOR.encode(new Map([['x', true]]))])
	},
	'with extensions that are no map': { extensions: isoCBOR.encode('x') },
	'with a flag that tells of a credential and none': {
		alterAuthenticatorData: (data) => data.map((byte, at) => (at === 32 ? byte | 0x40 : byte))
	},
	'with authenticator data cut short': { alterAuthenticatorData: (data) => data.subarray(0, 36) },
	'with client data that says two types': {
		alterClientData: (said) => said.replace('{', '{"type":"webauthn.get",')
	},
	'with client data that says two challenges, one in escapes': {
		alterClientData: (said) => said.replace('{', '{"\\u0063hallenge":"x",')
	},
	'with client data behind a byte order mark': { alterClientData: (said) => `\ufeff${said}` },
	'with client data that is a list': { alterClientData: (said) => `[${said}]` },
	'with client data that is not UTF-8': {
		alterClientData: (said) => Buffer.concat([Buffer.from(said), Uint8Array.of(0xff)])
	}
};

/** The same answer after it was signed, as somebody in between would change it. */
const tampered: Readonly<Record<string, (answer: Record<string, unknown>) => object>> = {
	'with client data of a fresh challenge': (answer) => ({
		...answer,
		response: {
			...(answer['response'] as object),
			clientDataJSON: text({ type: 'webauthn.get', challenge: 'x', origin: 'https://evil.example' })
		}
	}),
	'with no response in it': (answer) => ({ ...answer, response: {} }),
	'with a list for a response': (answer) => ({ ...answer, response: [] }),
	'with two ids': (answer) => ({ ...answer, rawId: 'AAAA' }),
	'of another kind of credential': (answer) => ({ ...answer, type: 'password' }),
	'with an id in standard base64': (answer) => ({ ...answer, id: `${answer['id'] as string}=` }),
	'with an id of two thousand bytes': (answer) => {
		const id = randomBytes(2000).toString('base64url');
		return { ...answer, id, rawId: id };
	},
	'by a credential that nobody has': (answer) => {
		const id = randomBytes(32).toString('base64url');
		return { ...answer, id, rawId: id };
	}
};

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

	describe('an assertion', () => {
		test.each(judged(assertions))('%s', async (_, overrides) => {
			const { key } = await member();
			await expectNoGain(world, NOT, () => passkeySignIn(world.browser(), key, overrides));
			await signsIn(key);
		});

		test.each(judged(tampered))('%s', async (_, tamper) => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = tamper(key.get(options) as unknown as Record<string, unknown>);
			await expectNoGain(world, NOT, () => finishPasskey(browser, ceremony, answer));
			await signsIn(key);
		});

		test('is replayed, in its own ceremony and in the next', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = key.get(options);
			expect(outcomeOf(await finishPasskey(browser, ceremony, answer))).toBe('signed-in');
			const eve = world.browser();
			const next = await beginPasskey(eve);
			await expectNoGain(world, NOT, () => finishPasskey(eve, next.ceremony, answer));
			await expectNoGain(world, 'sign_in.ceremony_gone', async () => [
				await finishPasskey(eve, next.ceremony, key.get(next.options)),
				await finishPasskey(eve, ceremony, answer),
				await finishPasskey(browser, ceremony, answer)
			]);
			await signsIn(key);
		});

		test('is sent 50 times at once to two processes', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = key.get(options);
			const answers = await racing((at) =>
				finishPasskey(at % 2 ? browser : through(browser, other, origin), ceremony, answer)
			);
			expectTimes(answers, ['signed-in', 1], 'sign_in.ceremony_gone');
			await signsIn(key);
		});

		test('is stolen on its way and sent from another browser', async () => {
			const { key } = await member();
			const { ceremony, options } = await beginPasskey(world.browser());
			const eve = world.browser();
			await beginPasskey(eve);
			await expectNoGain(world, 'sign_in.ceremony_gone', () =>
				finishPasskey(eve, ceremony, key.get(options))
			);
			await signsIn(key);
		});

		test('comes after its five minutes', async () => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			await world.server.advance(5 * 60_000);
			await expectNoGain(world, 'sign_in.ceremony_gone', () =>
				finishPasskey(browser, ceremony, key.get(options))
			);
			await signsIn(key);
		});

		test('of a key that has been copied: its counter goes back', async () => {
			const person = newPerson();
			const browser = world.browser();
			const key = authenticatorOf(world, { countsSignatures: true, isBackupEligible: false });
			const begun = json(
				await browser.api('POST', '/accounts', { ...person, password: undefined })
			);
			const { ceremony, options } = begun as unknown as { ceremony: string; options: object };
			await browser.api('POST', '/accounts/passkey', { ceremony, response: key.create(options) });
			await signsIn(key);
			for (const counter of [2, 1, 0])
				expect(outcomeOf(await passkeySignIn(world.browser(), key, { counter }))).toBe(NOT);
			await signsIn(key);
		});

		test('of one account for a challenge of another', async () => {
			const [ada, eve] = [await world.person(), await member()];
			const key = authenticatorOf(world);
			await addPasskey(ada, key);
			const browser = world.browser();
			const { challenge } = json(await passwordSignIn(browser, ada)) as {
				challenge: { id: string };
			};
			const prompt = await browser.api('POST', `/challenges/${challenge.id}/prompt`, {
				method: 'passkeys'
			});
			const { options } = json(prompt) as { options: object };
			const borrowed = eve.key.get({ ...options, allowCredentials: undefined });
			await expectNoGain(world, 'unknown_credential', () =>
				answerTo(browser, challenge.id, borrowed, 'passkeys')
			);
			// Asked twice, only the second question counts.
			const first = key.get(options);
			const again = await browser.api('POST', `/challenges/${challenge.id}/prompt`, {
				method: 'passkeys'
			});
			await expectNoGain(world, 'wrong_challenge', () =>
				answerTo(browser, challenge.id, first, 'passkeys')
			);
			expect(again.status).toBe(200);
			const last = json(
				await browser.api('POST', `/challenges/${challenge.id}/prompt`, { method: 'passkeys' })
			) as { options: object };
			const right = await answerTo(browser, challenge.id, key.get(last.options), 'passkeys');
			expect(outcomeOf(right)).toBe('verified');
		});

		test('with extensions that nobody asked for is as good as any', async () => {
			const { key } = await member();
			const extensions = isoCBOR.encode(new Map([['x', true]]));
			const answer = await passkeySignIn(world.browser(), key, { extensions });
			expect(outcomeOf(answer)).toBe('signed-in');
		});
	});

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

	describe('the last way in', () => {
		test('is removed by two removals at once, on two processes', async () => {
			const owner = await member();
			const second = authenticatorOf(world);
			const id = await addPasskey(owner, second);
			const factors = JSON.parse((await owner.get('/api/v1/factors')).body) as {
				id: string;
				method: string;
			}[];
			const [first = ''] = factors
				.filter((each) => each.method === 'passkeys' && each.id !== id)
				.map((each) => each.id);
			const answers = await racing((at) =>
				(at % 2 ? owner : through(owner, other, origin)).api(
					'DELETE',
					`/factors/${at % 4 < 2 ? id : first}`
				)
			);
			expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
			expect(answers.every(({ status }) => status !== 500)).toBe(true);
			const left = await Promise.all(
				[owner.key, second].map((key) =>
					passkeySignIn(world.browser(), key).then(outcomeOf, () => 'none')
				)
			);
			expect(left.toSorted()).toEqual(['sign_in.not_accepted', 'signed-in']);
		});
	});
});
