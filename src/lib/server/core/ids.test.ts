import { expect, test } from 'vitest';

import { newId } from './ids.ts';
import { secureRandom } from './random.ts';
import { hashSecret, newSecret } from './secret.ts';

test('an id is its prefix and 128 random bits', () => {
	const bytes = Uint8Array.from({ length: 16 }, (_, at) => at);
	const id = newId('ses', { bytes: (length) => bytes.slice(0, length) });
	expect(id).toBe(`ses_${Buffer.from(bytes).toString('base64url')}`);
	expect(newId('acc', secureRandom)).toMatch(/^acc_[\w-]{22}$/);
	expect(newId('acc', secureRandom)).not.toBe(newId('acc', secureRandom));
});

test('a secret is 256 random bits, of which the hash says nothing', () => {
	const secret = newSecret(secureRandom);
	expect(secret).toMatch(/^[\w-]{43}$/);
	expect(newSecret(secureRandom)).not.toBe(secret);
	expect(hashSecret(secret)).toMatch(/^[\w-]{43}$/);
	expect(hashSecret(secret)).not.toBe(secret);
	// FIPS 180-2, appendix B.1: SHA-256 of "abc".
	expect(Buffer.from(hashSecret('abc'), 'base64url').toString('hex')).toBe(
		'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
	);
});
