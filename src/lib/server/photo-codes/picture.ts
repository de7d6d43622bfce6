import { createCipheriv } from 'node:crypto';
import QRCode from 'qrcode';

import { headOf, pack, travelling, WRAPPED_BYTES, type CodeDocument } from '#lib/phone/picture.ts';
import type { Random } from '#lib/server/core/random.ts';
import { keyFor, type CodePhone } from './code.ts';

const KEY_BYTES = 32;
const QUIET_ZONE = 4;
/** Each key encrypts one thing, so that its nonce may be nothing. NIST SP 800-38D §8.2 */
const NO_NONCE = new Uint8Array(12);

interface Given {
	readonly phones: readonly CodePhone[];
	readonly random: Random;
	/** Makes it as large as another one, with so many keys and so long a text: its size tells nothing. */
	readonly hide?: { readonly entries: number; readonly bytes: number };
}

interface Picture {
	/** What the picture says, for a tap on the phone itself: a fragment, which is not sent. */
	readonly url: string;
	/** SVG. */
	readonly qr: string;
}

/**
 * The document for these phones and nobody else. Its `nonce` is 16 random bytes in base64url that no other
 * document has, its `origin` where the phone's page is.
 */
export async function drawPicture(
	document: CodeDocument & { readonly nonce: string; readonly origin: string },
	{ phones, random, hide }: Given
): Promise<Picture> {
	const nonce = new Uint8Array(Buffer.from(document.nonce, 'base64url'));
	const content = random.bytes(KEY_BYTES);
	const own = phones.map((phone) =>
		encrypt(content, { key: keyFor(phone, { use: 'encryption', salt: nonce }) })
	);
	const missing = Math.max(0, (hide?.entries ?? 0) - own.length);
	const nobodys = Array.from(
		{ length: missing },
		() => new Uint8Array(random.bytes(WRAPPED_BYTES))
	);
	const wrapped = [...own, ...nobodys];
	const texts = Buffer.from(travelling(document));
	const spaces = Buffer.alloc(Math.max(0, (hide?.bytes ?? 0) - texts.length), ' ');
	const sealed = encrypt(Buffer.concat([texts, spaces]), {
		key: content,
		aad: headOf({ nonce, wrapped })
	});
	const packed = Buffer.from(pack({ nonce, wrapped, sealed })).toString('base64url');
	const url = `${document.origin}/phone/code#${packed}`;
	return { url, qr: await qrCode(url) };
}

/** The ciphertext and behind it the tag, as WebCrypto has it. */
function encrypt(
	plaintext: Uint8Array,
	{ key, aad }: { key: Uint8Array; aad?: Uint8Array }
): Uint8Array<ArrayBuffer> {
	const cipher = createCipheriv('aes-256-gcm', key, NO_NONCE);
	if (aad) cipher.setAAD(aad);
	const parts = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
	return new Uint8Array(Buffer.concat(parts));
}

/** As coarse as it can be, since it is read off a clean screen. Dark on white whatever the page's colours are. */
function qrCode(url: string): Promise<string> {
	return QRCode.toString(url, {
		type: 'svg',
		errorCorrectionLevel: 'L',
		margin: QUIET_ZONE,
		color: { dark: '#000000', light: '#ffffff' }
	});
}
