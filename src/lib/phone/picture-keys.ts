/** What a phone does with the keys that it derives: reads a picture, and computes the code. No network. */
import { ocraCode } from '#lib/ocra/ocra.ts';
import { sha256, toBase64Url } from './keys.ts';
import {
	CODE_SUITE,
	headOf,
	KEY_USES,
	questionText,
	type CodeDocument,
	type Packed
} from './picture.ts';

/** Each key encrypts one thing, so that its nonce may be nothing. */
const ONCE = { name: 'AES-GCM', iv: new Uint8Array(12) };
const AES = { name: 'AES-GCM', length: 256 };
const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 };

function hkdf(use: keyof typeof KEY_USES, salt = new Uint8Array()) {
	return { name: 'HKDF', hash: 'SHA-256', salt, info: new TextEncoder().encode(KEY_USES[use]) };
}

/**
 * What is asked, at this page's own origin: at any other, the code is another. Undefined where the picture
 * is not for the phone with this key, or is not as it was drawn.
 */
export async function openPicture(
	packed: Packed,
	{ codeKey, origin }: { codeKey: CryptoKey; origin: string }
): Promise<CodeDocument | undefined> {
	const { nonce, wrapped, sealed } = packed;
	const { subtle } = crypto;
	const key = await subtle.deriveKey(hkdf('encryption', nonce), codeKey, AES, false, ['unwrapKey']);
	for (const each of wrapped) {
		const content = await subtle
			.unwrapKey('raw', each, key, ONCE, AES, false, ['decrypt'])
			.catch(() => undefined);
		if (!content) continue;
		const how = { ...ONCE, additionalData: headOf(packed) };
		const bytes = await subtle.decrypt(how, content, sealed).catch(() => undefined);
		if (!bytes) return undefined;
		const texts = JSON.parse(new TextDecoder().decode(bytes)) as CodeDocument;
		return { ...texts, origin, nonce: toBase64Url(nonce) };
	}
	return undefined;
}

/** The digits that answer a document. */
export async function codeFor(codeKey: CryptoKey, document: CodeDocument): Promise<string> {
	const { subtle } = crypto;
	const key = await subtle.deriveKey(hkdf('ocra'), codeKey, HMAC, false, ['sign']);
	const question = hexOf(await sha256(questionText(document)));
	return ocraCode(
		CODE_SUITE,
		{ question },
		async (_hash, data) => new Uint8Array(await subtle.sign('HMAC', key, data))
	);
}

function hexOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
