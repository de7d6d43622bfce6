/** RFC 6287 Appendix C, with the browser's HMAC and with Node's. */
import { createHmac, webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { ocraCode, type Hmac } from './ocra.ts';
import vectors from './rfc-vectors.json' with { type: 'json' };
import { parseSuite } from './suite.ts';

const BROWSER_NAMES = { SHA1: 'SHA-1', SHA256: 'SHA-256', SHA512: 'SHA-512' } as const;

const keyOf = (length: number) =>
	Buffer.from(vectors.keysHex[String(length) as keyof typeof vectors.keysHex], 'hex');

const byNode =
	(key: Buffer): Hmac =>
	(hash, data) =>
		createHmac(hash, key).update(data).digest();

const byBrowser =
	(secret: Buffer): Hmac =>
	async (hash, data) => {
		const how = { name: 'HMAC', hash: BROWSER_NAMES[hash] };
		const key = await webcrypto.subtle.importKey('raw', new Uint8Array(secret), how, false, [
			'sign'
		]);
		return new Uint8Array(await webcrypto.subtle.sign('HMAC', key, data));
	};

const inputOf = (vector: {
	question: string;
	counter?: number;
	pinSha1Hex?: string;
	timeStepsHex?: string;
}) => ({
	question: vector.question,
	...(vector.counter !== undefined && { counter: vector.counter }),
	...(vector.pinSha1Hex !== undefined && { pin: vector.pinSha1Hex }),
	...(vector.timeStepsHex !== undefined && { time: parseInt(vector.timeStepsHex, 16) })
});

describe.each([
	['node:crypto', byNode],
	['WebCrypto', byBrowser]
])('by %s', (_name, hmacWith) => {
	test.each(vectors.vectors)(
		'$suite answers $question ($counter) with $response',
		async (vector) => {
			const hmac = hmacWith(keyOf(vector.keyBytes));
			expect(await ocraCode(vector.suite, inputOf(vector), hmac)).toBe(vector.response);
		}
	);
});

test.each(vectors.invalidSuites)('%s is no suite', async (name) => {
	expect(parseSuite(name)).toBeUndefined();
	await expect(ocraCode(name, { question: '0000' }, byNode(keyOf(20)))).rejects.toThrow();
});

test('what a suite wants and nobody has given is refused, not taken for nothing', async () => {
	const hmac = byNode(keyOf(32));
	for (const name of ['C-QN08', 'QN08-PSHA1', 'QN08-S064', 'QN08-T1M'])
		await expect(
			ocraCode(`OCRA-1:HOTP-SHA256-8:${name}`, { question: '12345678' }, hmac)
		).rejects.toThrow();
});

test('a code has as many digits as its suite says, zeros first', async () => {
	const hmac: Hmac = () => Uint8Array.from({ length: 32 }, (_, at) => (at === 3 ? 7 : 0));
	const code = await ocraCode('OCRA-1:HOTP-SHA256-9:QH64', { question: 'ab' }, hmac);
	expect(code).toBe('000000007');
});

test('a session is part of what is hashed', async () => {
	const hmac = byNode(keyOf(32));
	const code = (session: string) =>
		ocraCode('OCRA-1:HOTP-SHA256-8:QN08-S064', { question: '12345678', session }, hmac);
	expect(await code('01')).toBe(await code('0001'));
	expect(await code('01')).not.toBe(await code('02'));
});
