import fc from 'fast-check';
import { expect, test } from 'vitest';

import { newId } from '../core/ids.ts';
import { newSecret } from '../core/secret.ts';
import { seededRandom } from '../testing.fixture.ts';
import { formatToken, parseToken } from './lucia.ts';

const random = seededRandom();
const id = newId('ses', random);
const secret = newSecret(random);
const token = formatToken({ id, secret });

test('a token is read as what it was made of', () => {
	fc.assert(
		fc.property(fc.string(), (seed) => {
			const from = seededRandom(seed);
			const made = { id: newId('ses', from), secret: newSecret(from) };
			expect(parseToken(formatToken(made))).toEqual(made);
		})
	);
});

test.each([
	'',
	'.',
	id,
	secret,
	`${id}.`,
	`.${secret}`,
	`${id}${secret}`,
	`${id}:${secret}`,
	`${id}..${secret}`,
	`${id}.${secret}.`,
	`${id}.${secret.slice(1)}`,
	`${id}.${secret}A`,
	`${id.slice(0, -1)}.${secret}`,
	`${id}A.${secret}`,
	`${newId('acc', random)}.${secret}`,
	`${id.toUpperCase()}.${secret}`,
	` ${token}`,
	`${token} `,
	`${token}\n`,
	`\n${token}`,
	`${token}\n${token}`,
	`${id}.${'é'.repeat(43)}`,
	`${id}.${'Ａ'.repeat(43)}`,
	`${id}.${'🦊'.repeat(43)}`,
	`${id}.${secret.slice(1)}=`,
	`${id}.${secret.slice(1)}+`,
	`${id}.${secret.slice(1)}\0`,
	`${id}.${secret.slice(1)}%`,
	'x'.repeat(1_000_000)
])('is no token: %j', (text) => {
	expect(parseToken(text)).toBeUndefined();
});

test('whatever is read as a token is exactly one, without anything around it', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 90 }), fc.nat(70), (noise, at) => {
			const text = token.slice(0, at) + noise + token.slice(at);
			const parsed = parseToken(text);
			if (parsed) expect(formatToken(parsed)).toBe(text);
		})
	);
});
