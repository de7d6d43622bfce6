import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { outcome, register, setting } from './ceremony.fixture.ts';
import { encodeCose, type CoseKey } from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

const enrolling = async (publicKey: Uint8Array): Promise<string> =>
	outcome(await register(setting(), { publicKey }));

/** Every point of order 1, 2, 4 and 8, and the second spellings of some. */
const SMALL_ORDER: readonly string[] = [
	`01${'00'.repeat(31)}`,
	`01${'00'.repeat(30)}80`,
	`ec${'ff'.repeat(30)}7f`,
	'00'.repeat(32),
	`${'00'.repeat(31)}80`,
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
	`ed${'ff'.repeat(30)}7f`,
	`ee${'ff'.repeat(30)}7f`
];

describe('a public key is refused, R20', () => {
	const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
		format: 'jwk'
	});
	const x = bytes(p256.x);
	const y = bytes(p256.y);
	const rsa = (bits: number) =>
		bytes(
			generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }).n
		);
	const modulus = rsa(2048);
	const ec = (overrides: Record<number, number | Uint8Array> = {}): CoseKey =>
		[1, 3, -1, -2, -3].map((label) => [
			label,
			overrides[label] ?? { 1: 2, 3: -7, [-1]: 1, [-2]: x, [-3]: y }[label] ?? 0
		]);

	const cases: readonly [string, CoseKey, string][] = [
		['of an algorithm that was not offered', ec({ 3: -35 }), 'algorithm_not_offered'],
		['with ES256 on an OKP key', ec({ 1: 1 }), 'unsound_key'],
		['with ES256 on another curve', ec({ [-1]: 2 }), 'unsound_key'],
		['off the curve', ec({ [-2]: flip(0, 1)(x) }), 'unsound_key'],
		['with a coordinate that is too short', ec({ [-2]: x.subarray(1) }), 'unsound_key'],
		['with a member too many', [...ec(), [-4, x]], 'unsound_key'],
		['with a private part', [...ec(), [4, 2]], 'unsound_key'],
		['RSA of 1024 bits', rsaKey(rsa(1024), [1, 0, 1]), 'unsound_key'],
		['RSA of 2047 bits', rsaKey(modulus.with(0, 0x7f), [1, 0, 1]), 'unsound_key'],
		['RSA of 8192 bits', rsaKey(Buffer.alloc(1024, 0xff), [1, 0, 1]), 'unsound_key'],
		['RSA with an even modulus', rsaKey(flip(255, 1)(modulus), [1, 0, 1]), 'unsound_key'],
		[
			'RSA with a padded modulus',
			rsaKey(Buffer.concat([Buffer.alloc(1), modulus]), [1, 0, 1]),
			'unsound_key'
		],
		['RSA with exponent 1', rsaKey(modulus, [1]), 'unsound_key'],
		['RSA with exponent 3', rsaKey(modulus, [3]), 'unsound_key'],
		['RSA with a padded exponent', rsaKey(modulus, [0, 1, 0, 1]), 'unsound_key'],
		['RSA with an even exponent', rsaKey(modulus, [1, 0, 2]), 'unsound_key'],
		['RSA with an enormous exponent', rsaKey(modulus, [1, 0, 0, 0, 1]), 'unsound_key'],
		['Ed25519 on another curve', okp(edKey(), 4), 'unsound_key'],
		['Ed25519 off the curve', okp(Buffer.from([2, ...Buffer.alloc(31)])), 'unsound_key'],
		...SMALL_ORDER.map((hex): [string, CoseKey, string] => [
			`Ed25519 of small order ${hex.slice(0, 8)}`,
			okp(Buffer.from(hex, 'hex')),
			'unsound_key'
		])
	];

	it.each(cases)('%s', async (_attack, members, reason) => {
		expect(await enrolling(encodeCose(members))).toBe(reason);
	});

	it('with a length that is written too long', async () => {
		const sound = Buffer.from(encodeCose(ec()));
		// kty 2 as two bytes: 0x18 0x02.
		const loose = Buffer.concat([sound.subarray(0, 2), Buffer.from([0x18, 2]), sound.subarray(3)]);
		expect(await enrolling(loose)).toBe('malformed');
	});

	it.each([
		['ES256', ec()],
		['RS256 of 2048 bits', rsaKey(modulus, [1, 0, 1])],
		['Ed25519', okp(edKey())]
	])('but not a sound one: %s', async (_name, members) => {
		expect(await enrolling(encodeCose(members))).toBe('passed');
	});
});

function okp(x: Uint8Array, crv = 6): CoseKey {
	return [
		[1, 1],
		[3, -8],
		[-1, crv],
		[-2, new Uint8Array(x)]
	];
}

function rsaKey(n: Uint8Array, e: readonly number[]): CoseKey {
	return [
		[1, 3],
		[3, -257],
		[-1, new Uint8Array(n)],
		[-2, Uint8Array.from(e)]
	];
}

function edKey(): Uint8Array {
	return bytes(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x);
}

function bytes(text = ''): Uint8Array {
	return new Uint8Array(Buffer.from(text, 'base64url'));
}

function flip(index: number, mask: number): (given: Uint8Array) => Uint8Array {
	return (given) => given.map((byte, at) => (at === index ? byte ^ mask : byte));
}
