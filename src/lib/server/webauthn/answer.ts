import * as v from 'valibot';

import { fromBase64Url } from './base64url.ts';

/** 1023 bytes in base64url, WebAuthn L3 §7.1 step 25. */
const MAX_ID = 1364;
/** Bounds in base64url characters; the largest honest attestation is about 10 kB. */
const MAX_CLIENT_DATA = 8192;
const MAX_ATTESTATION = 32_768;
const MAX_AUTHENTICATOR_DATA = 8192;
const MAX_SIGNATURE = 2048;
/** 64 bytes, WebAuthn L3 §4, "User Handle". */
const MAX_USER_HANDLE = 86;
const MAX_TRANSPORTS = 16;
const MAX_TRANSPORT = 32;

/** WebAuthn L3 §5.8.4. What else a browser may report is not kept. */
const TRANSPORTS = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export const transportSchema = v.picklist(TRANSPORTS);

const base64Url = (max: number) =>
	v.pipe(
		v.string(),
		v.minLength(1),
		v.maxLength(max),
		v.check((text) => fromBase64Url(text) !== undefined)
	);

/** Browsers, and password managers in their place, add members inside; none is read. */
const extensionResults = v.object({});
const attachment = v.nullish(v.picklist(['platform', 'cross-platform']));

const publicKeyCredential = {
	id: base64Url(MAX_ID),
	rawId: base64Url(MAX_ID),
	type: v.literal('public-key'),
	authenticatorAttachment: attachment,
	clientExtensionResults: extensionResults
};

const transports = v.pipe(
	v.array(v.pipe(v.string(), v.maxLength(MAX_TRANSPORT))),
	v.maxLength(MAX_TRANSPORTS),
	v.transform((names): Transport[] => TRANSPORTS.filter((known) => names.includes(known)))
);

/** RegistrationResponseJSON, WebAuthn L3 §5.1. */
const registrationSchema = v.pipe(
	v.strictObject({
		...publicKeyCredential,
		response: v.object({
			clientDataJSON: base64Url(MAX_CLIENT_DATA),
			attestationObject: base64Url(MAX_ATTESTATION),
			transports: v.optional(transports, [])
		})
	}),
	v.check(({ id, rawId }) => id === rawId)
);

/** AuthenticationResponseJSON, WebAuthn L3 §5.1. */
const assertionSchema = v.pipe(
	v.strictObject({
		...publicKeyCredential,
		response: v.object({
			clientDataJSON: base64Url(MAX_CLIENT_DATA),
			authenticatorData: base64Url(MAX_AUTHENTICATOR_DATA),
			signature: base64Url(MAX_SIGNATURE),
			// Some authenticators report an absent handle as null or as no bytes.
			userHandle: v.nullish(v.union([v.literal(''), base64Url(MAX_USER_HANDLE)]))
		})
	}),
	v.check(({ id, rawId }) => id === rawId)
);

export type RegistrationAnswer = v.InferOutput<typeof registrationSchema>;
export type AssertionAnswer = v.InferOutput<typeof assertionSchema>;

export function parseRegistration(answer: unknown): RegistrationAnswer | undefined {
	const parsed = v.safeParse(registrationSchema, answer);
	return parsed.success ? parsed.output : undefined;
}

export function parseAssertion(answer: unknown): AssertionAnswer | undefined {
	const parsed = v.safeParse(assertionSchema, answer);
	return parsed.success ? parsed.output : undefined;
}

/** The bytes of text that the schema has found to be base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	return fromBase64Url(text) ?? new Uint8Array();
}
