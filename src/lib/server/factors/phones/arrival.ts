import { createHash, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

import * as v from 'valibot';

import { linkText, transcriptText } from '#lib/phone/document.ts';
import { wordsFor } from '#lib/phone/words.ts';
import { isSignedBy, phonePublicKey } from '#lib/server/approvals/index.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import { verifyRegistration, type WebauthnDeps } from '#lib/server/webauthn/index.ts';
import type { Link } from '../errand.ts';
import { PhoneCredential } from './state.ts';

const MAX_LABEL = 320;
/** More than a P-256 point or signature takes in base64url. */
const MAX_KEY = 100;

const base64Url = v.pipe(v.string(), v.maxLength(MAX_KEY), v.regex(/^[A-Za-z0-9_-]+$/));

/** What a phone sends when it comes by a link. */
export const ArrivalGiven = v.strictObject({
	label: v.pipe(v.string(), v.maxLength(MAX_LABEL)),
	/** Uncompressed P-256 points: the key that signs, and the phone's half of a key agreement. */
	key: base64Url,
	agreement: base64Url,
	/** Over `linkText`, r and s. */
	signature: base64Url,
	/** RegistrationResponseJSON, where the phone can verify its holder. */
	registration: v.optional(v.record(v.string(), v.unknown()))
});

/** A phone that has come, and waits to be confirmed. */
export const Arrival = v.object({
	label: v.string(),
	key: v.string(),
	credential: v.optional(PhoneCredential),
	codeSecret: v.string(),
	/** What the phone is told, to find the words by itself. */
	agreement: v.string(),
	nonce: v.string(),
	words: v.array(v.string())
});

export type Arrival = v.InferOutput<typeof Arrival>;

const DEFAULT_LABEL = 'Phone';

type Given = v.InferOutput<typeof ArrivalGiven>;

/** The phone, if it holds what it claims; else the reason why it is not taken. */
export async function judgeArrival(
	given: Given,
	link: Link,
	{ random, rp }: WebauthnDeps
): Promise<Arrival | string> {
	const { label, key: phone, agreement: phoneAgreement } = given;
	const theirs = phonePublicKey(phoneAgreement);
	if (!phonePublicKey(phone) || !theirs || phone === phoneAgreement) return 'unsound_key';
	const credential = await credentialOf(given, link, rp);
	if (typeof credential === 'string') return credential;
	const said = { link: link.id, phone, phoneAgreement, credential: credential?.id ?? '' };
	const bytes = Buffer.from(linkText({ ...said, label }));
	if (!isSignedBy(phone, { bytes, signature: given.signature })) return 'not_signed';
	const { agreement, codeSecret } = agreeWith(theirs);
	const nonce = Buffer.from(random.bytes(16)).toString('base64url');
	const transcript = transcriptText({ ...said, serviceAgreement: agreement, nonce });
	return {
		label: parseLabel(label) ?? DEFAULT_LABEL,
		key: phone,
		...(credential && { credential }),
		codeSecret,
		agreement,
		nonce,
		words: wordsFor(createHash('sha256').update(transcript).digest())
	};
}

/** One that has not verified its holder would be worth no more than the phone's key, so it is refused. */
async function credentialOf({ registration }: Given, link: Link, rp: WebauthnDeps['rp']) {
	if (registration === undefined) return undefined;
	const outcome = await verifyRegistration(registration, {
		rp,
		challenge: link.options.challenge,
		userHandle: link.userHandle,
		isConditional: false,
		known: []
	});
	if (typeof outcome === 'string') return outcome;
	if (!outcome.isUserVerified) return 'user_not_verified';
	return { ...outcome.credential, id: outcome.id };
}

/** The service's half of the agreement lives no longer than this. */
function agreeWith(publicKey: KeyObject): { agreement: string; codeSecret: string } {
	const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = ours.publicKey.export({ format: 'jwk' });
	const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
	const secret = diffieHellman({ privateKey: ours.privateKey, publicKey });
	return {
		agreement: Buffer.concat(point).toString('base64url'),
		codeSecret: secret.toString('base64url')
	};
}
