import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

interface Inputs {
	readonly key: Uint8Array;
	/** Never twice with one key. @see NIST SP 800-38D §8 */
	readonly nonce: Uint8Array;
	readonly aad: Uint8Array;
}

/** The ciphertext and behind it the tag. */
export function encrypt(plaintext: Uint8Array, { key, nonce, aad }: Inputs): Buffer {
	// As a key object: Node takes several times as long over a key that is bytes as over all the rest.
	const secret = createSecretKey(key);
	const cipher = createCipheriv(ALGORITHM, secret, nonce, { authTagLength: TAG_BYTES });
	const start = cipher.setAAD(aad).update(plaintext);
	return Buffer.concat([start, cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext, or undefined when anything of it is not as it was. */
export function decrypt(box: Uint8Array, { key, nonce, aad }: Inputs): Buffer | undefined {
	const tagAt = box.length - TAG_BYTES;
	const secret = createSecretKey(key);
	const decipher = createDecipheriv(ALGORITHM, secret, nonce, { authTagLength: TAG_BYTES });
	decipher.setAAD(aad).setAuthTag(box.subarray(tagAt));
	const plaintext = decipher.update(box.subarray(0, tagAt));
	try {
		return Buffer.concat([plaintext, decipher.final()]);
	} catch {
		return undefined;
	}
}
