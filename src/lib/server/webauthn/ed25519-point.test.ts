import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';

import { isSoundEd25519Point } from './ed25519-point.ts';

const P = 2n ** 255n - 19n;

function spell(y: bigint): Uint8Array {
	return new Uint8Array(Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse());
}

it('the points of real keys are sound', () => {
	for (let count = 0; count < 20; count += 1) {
		const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
		expect(isSoundEd25519Point(Buffer.from(x, 'base64url'))).toBe(true);
	}
});

it('a point has one spelling', () => {
	const small = Array.from({ length: 17 }, (_, index) => BigInt(index + 2));
	const sound = small.filter((y) => isSoundEd25519Point(spell(y)));
	expect(sound.length).toBeGreaterThan(0);
	for (const y of sound) expect(isSoundEd25519Point(spell(P + y))).toBe(false);
});

it('31 bytes and 33 bytes are no point', () => {
	expect(isSoundEd25519Point(new Uint8Array(31))).toBe(false);
	expect(isSoundEd25519Point(new Uint8Array(33))).toBe(false);
});
