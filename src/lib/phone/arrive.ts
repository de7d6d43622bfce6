import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';

import { createCalls } from '#client';
import { canUsePasskeys, createPasskey } from '#lib/webauthn.ts';
import { linkText, transcriptText } from './document.ts';
import { makeKeys, sha256, sign, toBase64Url } from './keys.ts';
import type { PhoneLink } from './links.ts';
import { nowMs } from './surroundings.ts';
import { wordsFor } from './words.ts';

export interface Welcome {
	readonly username: string;
	readonly product: string;
	readonly options: PublicKeyCredentialCreationOptionsJSON;
	readonly expiresAt: string;
}

export interface Arrived {
	readonly link: PhoneLink;
	readonly words: readonly string[];
}

const client = createCalls();

/** What the link is for. */
export function lookAt(secret: string): Promise<Welcome> {
	return client.call('POST', '/phone/link', { secret });
}

export async function isWaiting(secret: string): Promise<boolean> {
	const { isWaiting: waits } = await client.call<{ isWaiting: boolean }>(
		'POST',
		'/phone/link/state',
		{ secret }
	);
	return waits;
}

/** Whether this phone can verify who holds it. */
async function verifiesHolder(): Promise<boolean> {
	if (!canUsePasskeys()) return false;
	return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Makes the keys, sends their public halves, and finds the words to compare. */
export async function arrive(
	secret: string,
	{ options, username, product }: Welcome,
	label: string
): Promise<Arrived> {
	const registration = (await verifiesHolder()) ? await createPasskey(options) : undefined;
	const keys = await makeKeys();
	const said = {
		link: toBase64Url(await sha256(secret)),
		phone: keys.publicKey,
		phoneAgreement: keys.agreement,
		credential: registration?.id ?? ''
	};
	const told = await client.call<{ agreement: string; nonce: string }>(
		'POST',
		'/phone/link/arrival',
		{
			secret,
			label,
			key: keys.publicKey,
			agreement: keys.agreement,
			signature: await sign(keys.privateKey, linkText({ ...said, label })),
			...(registration && { registration })
		}
	);
	const { agreement: serviceAgreement, nonce } = told;
	const hash = await sha256(transcriptText({ ...said, serviceAgreement, nonce }));
	return {
		words: wordsFor(hash),
		link: {
			name: toBase64Url(await sha256(keys.publicKey)),
			privateKey: keys.privateKey,
			codeKey: await keys.agree(serviceAgreement),
			...(registration && {
				credential: { id: registration.id, rpId: options.rp.id ?? location.hostname }
			}),
			username,
			product,
			label,
			linkedAt: new Date(nowMs())
		}
	};
}
