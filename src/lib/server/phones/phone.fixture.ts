/** A phone for tests: what its page does, with a key of its own and an authenticator that verifies its holder. */
import {
	createHash,
	createPublicKey,
	diffieHellman,
	generateKeyPairSync,
	sign,
	type KeyObject
} from 'node:crypto';

import {
	callText,
	linkText,
	signedText,
	transcriptText,
	type ApprovalDocument
} from '#lib/phone/document.ts';
import { codeFor, openPicture } from '#lib/phone/picture-keys.ts';
import { unpack, type CodeDocument } from '#lib/phone/picture.ts';
import { wordsFor } from '#lib/phone/words.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { createVirtualAuthenticator } from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

interface Options {
	readonly origin: string;
	/** Whether it has an authenticator. */
	readonly verifiesHolder?: boolean;
	/** Whether that authenticator verifies anybody. */
	readonly verifiesUser?: boolean;
}

/** What a request is answered by, changed on the way. */
export interface Changes {
	/** What the phone shows and signs, where that is not what was asked. */
	readonly document?: Partial<ApprovalDocument>;
	readonly isUserVerified?: boolean;
	/** Of the authenticator. */
	readonly counter?: number;
	readonly withoutAssertion?: boolean;
}

export interface Shown {
	readonly id: string;
	readonly document: Omit<ApprovalDocument, 'number'>;
	readonly numbers: readonly string[];
	readonly credential?: { readonly id: string; readonly rpId: string };
}

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const random = (length: number): string => base64Url(secureRandom.bytes(length));

function pointOf(key: KeyObject): string {
	const { x = '', y = '' } = key.export({ format: 'jwk' });
	return base64Url(
		Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
	);
}

function keyOf(point: string): KeyObject {
	const bytes = Buffer.from(point, 'base64url');
	const [x = '', y = ''] = [bytes.subarray(1, 33), bytes.subarray(33)].map((each) =>
		each.toString('base64url')
	);
	return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
}

export type FakePhone = ReturnType<typeof createPhone>;

export function createPhone({ origin, verifiesHolder = true, verifiesUser = true }: Options) {
	const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const agreeing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const agreement = pointOf(agreeing.publicKey);
	let codeSecret = new Uint8Array();
	const authenticator = createVirtualAuthenticator({
		origin,
		isBackupEligible: false,
		verifiesUser
	});
	const key = pointOf(keys.publicKey);
	const name = createHash('sha256').update(key).digest('base64url');
	const signed = (text: string): string =>
		base64Url(
			sign('sha256', Buffer.from(text), { key: keys.privateKey, dsaEncoding: 'ieee-p1363' })
		);
	const codeKey = () => crypto.subtle.importKey('raw', codeSecret, 'HKDF', false, ['deriveKey']);
	let credential = '';

	return {
		name,
		key,
		signed,

		/** What it sends by the link with this secret. */
		arrival(secret: string, options: object, label = 'Pixel') {
			const registration = verifiesHolder ? authenticator.create(options) : undefined;
			credential = registration?.id ?? '';
			const said = { link: hashSecret(secret), phone: key, phoneAgreement: agreement, credential };
			return {
				label,
				key,
				agreement,
				signature: signed(linkText({ ...said, label })),
				...(registration && { registration: { ...registration } })
			};
		},

		/** The words that it shows. */
		words(secret: string, told: { agreement: string; nonce: string }) {
			const { agreement: serviceAgreement, nonce } = told;
			const publicKey = keyOf(serviceAgreement);
			codeSecret = new Uint8Array(diffieHellman({ privateKey: agreeing.privateKey, publicKey }));
			const said = { link: hashSecret(secret), phone: key, phoneAgreement: agreement, credential };
			const text = transcriptText({ ...said, serviceAgreement, nonce });
			return wordsFor(createHash('sha256').update(text).digest());
		},

		/** What it reads in a picture; undefined where that is not for it. */
		async read(url: string): Promise<CodeDocument | undefined> {
			const packed = unpack(Buffer.from(new URL(url).hash.slice(1), 'base64url'));
			return packed && openPicture(packed, { codeKey: await codeKey(), origin });
		},

		/** The digits that it shows. */
		code: async (document: CodeDocument): Promise<string> => codeFor(await codeKey(), document),

		/** The header of a call. */
		header(
			call: { method?: string; path: string; body: string },
			{ at, nonce = random(16) }: { at: Date; nonce?: string }
		): string {
			const { method = 'POST', path } = call;
			const body = createHash('sha256').update(call.body).digest('base64url');
			const time = String(at.getTime());
			const text = callText({ origin, method, path, body, phone: name, time, nonce });
			return [name, time, nonce, signed(text)].join('.');
		},

		/** Its answer to a request, with the number that its holder picks. */
		answer(request: Shown, number: string, changes: Changes = {}) {
			const document = { ...request.document, number, ...changes.document };
			const text = signedText(document);
			const challenge = createHash('sha256').update(text).digest('base64url');
			const { isUserVerified = true, counter = 0 } = changes;
			const options = { challenge, rpId: new URL(origin).hostname };
			const needs = request.credential !== undefined && !changes.withoutAssertion;
			const assertion = needs && authenticator.get(options, { isUserVerified, counter });
			return { number, signature: signed(text), ...(assertion && { assertion: { ...assertion } }) };
		}
	};
}
