/** The phone's half of photo codes: reads a picture, and answers it, without any network. */
import { askForPasskey } from '#lib/webauthn.ts';
import { fromBase64Url, sha256, toBase64Url } from './keys.ts';
import { listLinks, type PhoneLink } from './links.ts';
import { codeFor, openPicture } from './picture-keys.ts';
import { PICTURE_MS, questionText, unpack, type CodeDocument } from './picture.ts';
import { nowMs } from './surroundings.ts';
import { isAnswered, markAnswered } from './used-pictures.ts';

/** A picture for this phone, and what it asks. */
export interface Asked {
	readonly link: PhoneLink;
	readonly document: CodeDocument;
	/** By this phone's clock, which may be off: undefined where it is too old by that. */
	readonly leftMs: number | undefined;
}

export type Unread = 'unreadable' | 'elsewhere' | 'unlinked' | 'not-mine' | 'used';

const TIMEOUT_MS = 60_000;
/** Authenticator data: a hash of 32 bytes, then the flags, of which this one says that the holder was verified. */
const FLAGS_AT = 32;
const USER_VERIFIED = 4;

/** What somebody has scanned or tapped. */
export async function readPicture(text: string): Promise<Asked | Unread> {
	const bytes = bytesOf(text);
	if (typeof bytes === 'string') return bytes;
	const packed = unpack(bytes);
	if (!packed) return 'unreadable';
	const links = await listLinks();
	if (links.length === 0) return 'unlinked';
	for (const link of links) {
		const document = await openPicture(packed, { ...link, origin: location.origin });
		if (!document) continue;
		if (await isAnswered(document['nonce'] ?? '')) return 'used';
		return { link, document, leftMs: leftOf(document) };
	}
	return 'not-mine';
}

/** The address of this page, and behind it what the picture holds. */
function bytesOf(text: string): Uint8Array | Unread {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url?.hash || url.pathname !== '/phone/code') return 'unreadable';
	if (url.origin !== location.origin) return 'elsewhere';
	try {
		return fromBase64Url(url.hash.slice(1));
	} catch {
		return 'unreadable';
	}
}

/** One that is made later than now says that this clock is slow, not that there is more time. */
function leftOf({ askedAt = '' }: CodeDocument): number | undefined {
	const left = new Date(askedAt).getTime() + PICTURE_MS - nowMs();
	return left > 0 ? Math.min(left, PICTURE_MS) : undefined;
}

/**
 * The digits, once the phone has verified its holder where it can. One picture is answered once on this phone;
 * undefined where it was before.
 */
export async function answerPicture({ link, document }: Asked): Promise<string | undefined> {
	if (link.credential) await verifyHolder(link.credential, document);
	if (!(await markAnswered(document['nonce'] ?? ''))) return undefined;
	return codeFor(link.codeKey, document);
}

/** Seen by nobody but this page: the service cannot know of it, and counts the code as something that is had. */
async function verifyHolder(
	{ id, rpId }: NonNullable<PhoneLink['credential']>,
	document: CodeDocument
): Promise<void> {
	const { response } = await askForPasskey({
		challenge: toBase64Url(await sha256(questionText(document))),
		rpId,
		allowCredentials: [{ id, type: 'public-key' }],
		userVerification: 'required',
		timeout: TIMEOUT_MS
	});
	const flags = fromBase64Url(response.authenticatorData)[FLAGS_AT] ?? 0;
	if ((flags & USER_VERIFIED) === 0) throw new Error('The phone has not verified its holder.');
}
