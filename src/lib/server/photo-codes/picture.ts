import { createCipheriv } from 'node:crypto';
import QRCode from 'qrcode';

import { headOf, pack, travelling, type CodeDocument } from '#lib/phone/picture.ts';
import type { Random } from '#lib/server/core/random.ts';
import { keyFor, type CodePhone } from './code.ts';

const KEY_BYTES = 32;
const QUIET_ZONE = 4;
/** Each key encrypts one thing, so that its nonce may be nothing. NIST SP 800-38D §8.2 */
const NO_NONCE = new Uint8Array(12);

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
	{ phones, random }: { phones: readonly CodePhone[]; random: Random }
): Promise<Picture> {
	const nonce = new Uint8Array(Buffer.from(document.nonce, 'base64url'));
	const content = random.bytes(KEY_BYTES);
	const wrapped = phones.map((phone) =>
		encrypt(content, { key: keyFor(phone, { use: 'encryption', salt: nonce }) })
	);
	const sealed = encrypt(Buffer.from(travelling(document)), {
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
