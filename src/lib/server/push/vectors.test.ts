import { createPrivateKey, createPublicKey } from 'node:crypto';

import { expect, test } from 'vitest';

import { encryptFor } from './encryption.ts';
import { createSubscriber } from './receiver.fixture.ts';

/** RFC 8291 §5 and Appendix A. */
const example = {
	plaintext: 'When I grow up, I want to be a watermelon',
	senderPublic:
		'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
	senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
	receiverPublic:
		'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
	receiverPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
	auth: 'BTBZMqHH6r4Tts7J_aSIgg',
	salt: 'DGv6ra1nlYgDCS1FRnbzlw',
	body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
};

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

function sender() {
	const point = bytes(example.senderPublic);
	const x = point.subarray(1, 33).toString('base64url');
	const y = point.subarray(33).toString('base64url');
	const key = { kty: 'EC', crv: 'P-256', x, y, d: example.senderPrivate };
	const privateKey = createPrivateKey({ format: 'jwk', key });
	return { privateKey, publicKey: createPublicKey(privateKey) };
}

test('the message of RFC 8291 comes out to the byte', () => {
	const subscription = { p256dh: example.receiverPublic, auth: example.auth };
	const drawn = { salt: bytes(example.salt), keys: sender() };
	const body = encryptFor(subscription, Buffer.from(example.plaintext), drawn);
	expect(body.toString('base64url')).toBe(example.body);
});

test('and a browser that has the keys of RFC 8291 opens it', () => {
	const { receiverPrivate: privateKey, auth } = example;
	const browser = createSubscriber({ privateKey, auth });
	expect(browser.at('').p256dh).toBe(example.receiverPublic);
	expect(browser.open(bytes(example.body))).toBe(example.plaintext);
});
