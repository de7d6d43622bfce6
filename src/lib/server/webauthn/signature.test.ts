/** The signatures of the W3C's own assertions, and what the library says of each that was changed. */
import { createHash } from 'node:crypto';

import { verifySignature } from '@simplewebauthn/server/helpers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAttestationObject } from './authenticator-data.ts';
import { toBase64Url } from './base64url.ts';
import { algorithmOf, judgeKey } from './cose-key.ts';
import { judgeSignature } from './signature.ts';
// W3C Web Authentication Level 3, "Test Vectors", as the file's `source` says.
import w3c from './w3c-vectors.json' with { type: 'json' };

const RUNS = 300;

interface Assertion {
	readonly publicKey: Uint8Array<ArrayBuffer>;
	readonly authenticatorData: Uint8Array<ArrayBuffer>;
	readonly clientData: Uint8Array<ArrayBuffer>;
	readonly signature: Uint8Array<ArrayBuffer>;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

function assertionOf({ registration, authentication }: (typeof w3c.vectors)[number]): Assertion {
	const object = parseAttestationObject(bytes(registration.response.response.attestationObject));
	const publicKey = object?.authenticatorData.credential?.publicKey;
	if (!publicKey) throw new Error('no credential');
	const { authenticatorData, clientDataJSON, signature } = authentication.response.response;
	return {
		publicKey: new Uint8Array(publicKey),
		authenticatorData: bytes(authenticatorData),
		clientData: bytes(clientDataJSON),
		signature: bytes(signature)
	};
}

const judge = ({ publicKey, ...signed }: Assertion): string | undefined =>
	judgeSignature(signed, {
		publicKey: toBase64Url(publicKey),
		algorithm: algorithmOf(publicKey)
	});

async function isTakenByLibrary(assertion: Assertion): Promise<boolean> {
	const { publicKey, authenticatorData, clientData, signature } = assertion;
	const digest = createHash('sha256').update(clientData).digest();
	const data = new Uint8Array(Buffer.concat([authenticatorData, digest]));
	try {
		return await verifySignature({ signature, data, credentialPublicKey: publicKey });
	} catch {
		return false;
	}
}

/** Not of the key: it was judged when it was enrolled, and is sealed. */
const change = fc.record({
	part: fc.constantFrom('authenticatorData' as const, 'clientData' as const, 'signature' as const),
	at: fc.nat(),
	mask: fc.integer({ min: 1, max: 255 })
});

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

function changed(assertion: Assertion, { part, at, mask }: Change): Assertion {
	const altered = assertion[part].slice();
	altered[at % altered.length] = (altered[at % altered.length] ?? 0) ^ mask;
	return { ...assertion, [part]: altered };
}

const ours = w3c.vectors
	.map((vector) => [vector.name, assertionOf(vector)] as const)
	.filter(([, { publicKey }]) => judgeKey(publicKey) === undefined);

describe.each(ours)('the signature of %s', (_, assertion) => {
	it('counts', async () => {
		expect(judge(assertion)).toBeUndefined();
		expect(await isTakenByLibrary(assertion)).toBe(true);
	});

	it('counts no longer once a byte is another, of which the library says the same', async () => {
		await fc.assert(
			fc.asyncProperty(change, async (which) => {
				const altered = changed(assertion, which);
				const reason = judge(altered);
				expect(reason).toBeDefined();
				// It forgives what is BER and not DER.
				if (reason !== 'malformed') expect(await isTakenByLibrary(altered)).toBe(false);
			}),
			{ numRuns: RUNS }
		);
	});
});
