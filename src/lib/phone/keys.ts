/** The phone's keys: made by the browser, used through it, and never to be read. */
import { bytesByChance } from './surroundings.ts';

const CURVE = { namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface PhoneKeys {
	readonly privateKey: CryptoKey;
	/** An uncompressed point, in base64url. */
	readonly publicKey: string;
	/** The phone's half of the agreement on a secret for photo codes. */
	readonly agreement: string;
	/** The secret itself, as a key that other keys are derived from. */
	agree(theirs: string): Promise<CryptoKey>;
}

export function toBase64Url(bytes: ArrayBuffer | Uint8Array): string {
	const text = String.fromCharCode(...new Uint8Array(bytes));
	return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export async function sha256(text: string): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

export async function sign(privateKey: CryptoKey, text: string): Promise<string> {
	return toBase64Url(await crypto.subtle.sign(SIGNING, privateKey, new TextEncoder().encode(text)));
}

export async function makeKeys(): Promise<PhoneKeys> {
	const { subtle } = crypto;
	const signing = await subtle.generateKey({ name: 'ECDSA', ...CURVE }, false, ['sign', 'verify']);
	const agreeing = await subtle.generateKey({ name: 'ECDH', ...CURVE }, false, ['deriveKey']);
	const point = async (key: CryptoKey) => toBase64Url(await subtle.exportKey('raw', key));
	return {
		privateKey: signing.privateKey,
		publicKey: await point(signing.publicKey),
		agreement: await point(agreeing.publicKey),
		async agree(theirs) {
			const ecdh = { name: 'ECDH', ...CURVE };
			const their = await subtle.importKey('raw', fromBase64Url(theirs), ecdh, false, []);
			const how = { name: 'ECDH', public: their };
			// Straight into a key: no script ever holds the secret.
			return subtle.deriveKey(how, agreeing.privateKey, 'HKDF', false, ['deriveKey']);
		}
	};
}

export function newNonce(): string {
	return toBase64Url(bytesByChance(16));
}
