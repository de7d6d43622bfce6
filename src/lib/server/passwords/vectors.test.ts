import { hashRaw } from '@node-rs/argon2';
import fc from 'fast-check';
import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';

/**
 * The hashing library takes no associated data, which the vector of RFC 9106 §5.3 has. So the vector
 * proves the argon2id of node:crypto, and that one proves the library on equal parameters.
 */
const hex = (text: string) => Buffer.from(text, 'hex');

test('node:crypto agrees with RFC 9106 §5.3', () => {
	const tag = argon2Sync('argon2id', {
		message: hex('01'.repeat(32)),
		nonce: hex('02'.repeat(16)),
		secret: hex('03'.repeat(8)),
		associatedData: hex('04'.repeat(12)),
		memory: 32,
		passes: 3,
		parallelism: 4,
		tagLength: 32
	});
	expect(tag.toString('hex')).toBe(
		'0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659'
	);
});

test('the library agrees with node:crypto, for any password, salt, secret and cost', async () => {
	const input = fc.record({
		message: fc.uint8Array({ minLength: 1, maxLength: 300 }),
		nonce: fc.uint8Array({ minLength: 8, maxLength: 32 }),
		secret: fc.uint8Array({ minLength: 1, maxLength: 32 }),
		memory: fc.integer({ min: 32, max: 128 }),
		passes: fc.integer({ min: 1, max: 4 }),
		parallelism: fc.integer({ min: 1, max: 4 }),
		tagLength: fc.constantFrom(16, 32, 64)
	});
	await fc.assert(
		fc.asyncProperty(input, async (given) => {
			const tag = await hashRaw(given.message, {
				algorithm: 2,
				salt: given.nonce,
				secret: given.secret,
				memoryCost: given.memory,
				timeCost: given.passes,
				parallelism: given.parallelism,
				outputLen: given.tagLength
			});
			expect(tag.equals(argon2Sync('argon2id', given))).toBe(true);
		})
	);
});
