/** WebAuthn assertions that no honest authenticator and no honest browser makes. WebAuthn L3 §7.2; docs/decisions/0010. */
import { randomBytes } from 'node:crypto';

import { isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, test } from 'vitest';

import type { Overrides } from '../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { newPerson } from '../support/person.ts';
import { expectNoGain } from './support/gained.ts';
import {
	beginPasskey,
	finishPasskey,
	outcomeOf,
	passkeyMember,
	passkeySignIn
} from './support/people.ts';
import { openWorld } from './support/world.ts';

// These are judged alike whatever the stores are.
const world = await openWorld();
const NOT = 'sign_in.not_accepted';

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

describe('on redis-postgres', () => {
	const member = () => passkeyMember(world, newPerson());
	const signsIn = async (key: Parameters<typeof passkeySignIn>[1]) =>
		expect(outcomeOf(await passkeySignIn(world.browser(), key))).toBe('signed-in');

	describe('an assertion', () => {
		test.each(Object.entries(assertions))('%s', async (_, overrides) => {
			const { key } = await member();
			await expectNoGain(world, NOT, () => passkeySignIn(world.browser(), key, overrides));
			await signsIn(key);
		});

		test.each(Object.entries(tampered))('%s', async (_, tamper) => {
			const { key } = await member();
			const browser = world.browser();
			const { ceremony, options } = await beginPasskey(browser);
			const answer = tamper(key.get(options) as unknown as Record<string, unknown>);
			await expectNoGain(world, NOT, () => finishPasskey(browser, ceremony, answer));
			await signsIn(key);
		});
	});
});
