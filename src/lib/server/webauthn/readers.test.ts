/** What is written is read back, and nothing that differs from it in one byte too many or too few. */
import { createHash } from 'node:crypto';

import { isoCBOR } from '@simplewebauthn/server/helpers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAuthenticatorData } from './authenticator-data.ts';
import { decodeFirst, decodeWhole } from './cbor.ts';
import { parseClientData } from './client-data.ts';

type Cbor = Parameters<typeof isoCBOR.encode>[0];

// ASCII, as all names in WebAuthn are: the library's encoder writes a wrong length for any other text, which
// makes it one that is refused.
const text = fc.string({ maxLength: 30 });
const scalar = fc.oneof(
	fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
	fc.boolean(),
	text,
	fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes))
);
const { item } = fc.letrec<{ item: Cbor }>((tie) => ({
	item: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		scalar,
		fc.array(tie('item'), { maxLength: 3 }),
		fc
			.uniqueArray(fc.tuple(fc.oneof(fc.integer({ min: -300, max: 300 }), text), tie('item')), {
				maxLength: 3,
				selector: ([key]) => `${typeof key} ${key}`
			})
			.map((entries) => new Map<string | number, Cbor>(entries))
	)
}));

describe('CBOR', () => {
	it('is read back as it was written, and nothing after it belongs to it', () => {
		fc.assert(
			fc.property(item, fc.uint8Array({ minLength: 1, maxLength: 8 }), (value, more) => {
				const bytes = isoCBOR.encode(value);
				expect(decodeWhole(bytes)).toEqual(value);
				const longer = Buffer.concat([bytes, more]);
				expect(decodeFirst(longer)).toEqual({ value, length: bytes.length });
				expect(decodeWhole(longer)).toBeUndefined();
			})
		);
	});

	it('that is cut short is none', () => {
		fc.assert(
			fc.property(item, fc.nat(), (value, at) => {
				const bytes = isoCBOR.encode(value);
				expect(decodeFirst(bytes.subarray(0, at % bytes.length))).toBeUndefined();
			})
		);
	});

	it('has one spelling: what is read is what encoding it gives', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
				const decoded = decodeFirst(bytes);
				if (!decoded) return;
				const again = isoCBOR.encode(decoded.value as Cbor);
				expect(Buffer.from(again)).toEqual(Buffer.from(bytes.subarray(0, decoded.length)));
			}),
			{ numRuns: 2000 }
		);
	});
});

describe('authenticator data', () => {
	const data = fc.record({
		rpId: fc.domain(),
		facts: fc.record({
			isUserPresent: fc.boolean(),
			isUserVerified: fc.boolean(),
			isBackupEligible: fc.boolean(),
			isBackedUp: fc.boolean(),
			counter: fc.nat(0xffffffff)
		}),
		credential: fc.option(
			fc.record({
				id: fc.uint8Array({ minLength: 1, maxLength: 80 }),
				key: fc.uint8Array({ maxLength: 40 })
			})
		),
		extensions: fc.option(fc.string({ maxLength: 10 }))
	});
	type Data = typeof data extends fc.Arbitrary<infer D> ? D : never;

	const hex = (bytes?: Uint8Array) => bytes && Buffer.from(bytes).toString('hex');
	const flagsOf = ({ facts, credential, extensions }: Data): number =>
		[
			...[
				facts.isUserPresent,
				false,
				facts.isUserVerified,
				facts.isBackupEligible,
				facts.isBackedUp,
				false
			],
			...[credential !== null, extensions !== null]
		].reduce((bits, flag, at) => bits | (Number(flag) << at), 0);
	const keyOf = ({ key }: { key: Uint8Array }) =>
		isoCBOR.encode(new Map([[1, new Uint8Array(key)]]));

	function attested(credential: NonNullable<Data['credential']>): Buffer {
		const length = Buffer.alloc(2);
		length.writeUInt16BE(credential.id.length);
		return Buffer.concat([Buffer.alloc(16), length, credential.id, keyOf(credential)]);
	}

	function written(of: Data) {
		const header = Buffer.alloc(5);
		header.writeUInt8(flagsOf(of));
		header.writeUInt32BE(of.facts.counter, 1);
		const rpIdHash = createHash('sha256').update(of.rpId).digest();
		const credential = of.credential ? [attested(of.credential)] : [];
		const extensions =
			of.extensions === null ? [] : [isoCBOR.encode(new Map([['x', of.extensions]]))];
		return { rpIdHash, bytes: Buffer.concat([rpIdHash, header, ...credential, ...extensions]) };
	}

	it('is read back as it was written', () => {
		fc.assert(
			fc.property(data, (of) => {
				const { rpIdHash, bytes } = written(of);
				const read = parseAuthenticatorData(bytes);
				const { credential } = of;
				expect(read).toMatchObject(of.facts);
				expect(hex(read?.rpIdHash)).toBe(hex(rpIdHash));
				expect(hex(read?.credential?.id)).toBe(hex(credential?.id));
				expect(hex(read?.credential?.publicKey)).toBe(
					hex(credential ? keyOf(credential) : undefined)
				);
			})
		);
	});

	it('with a byte too many or too few is none', () => {
		fc.assert(
			fc.property(data, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }), (of, at, more) => {
				const { bytes } = written(of);
				expect(parseAuthenticatorData(bytes.subarray(0, at % bytes.length))).toBeUndefined();
				expect(parseAuthenticatorData(Buffer.concat([bytes, more]))).toBeUndefined();
			})
		);
	});
});

describe('client data', () => {
	const member = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
	const extra = fc.dictionary(fc.string({ maxLength: 8 }), member, { maxKeys: 4 });
	const own = fc.record({ type: text, challenge: text, origin: text });

	it('is read whatever else it says, as the browser wrote it', () => {
		fc.assert(
			fc.property(own, extra, (mine, more) => {
				// These would be judged.
				for (const name of ['crossOrigin', 'topOrigin']) fc.pre(!(name in more));
				const json = JSON.stringify({ ...more, ...mine });
				expect(parseClientData(Buffer.from(json))).toMatchObject(mine);
			})
		);
	});

	it('with a member twice is none, wherever the second stands', () => {
		fc.assert(
			fc.property(own, extra, fc.nat(), fc.boolean(), (mine, more, at, isFirst) => {
				const entries = Object.entries({ ...more, ...mine });
				const [name] = entries[at % entries.length] ?? ['type'];
				const twice = `${JSON.stringify(name)}:"x"`;
				const members = JSON.stringify({ ...more, ...mine }).slice(1, -1);
				const json = isFirst ? `{${twice},${members}}` : `{${members},${twice}}`;
				expect(parseClientData(Buffer.from(json))).toBeUndefined();
			})
		);
	});
});
