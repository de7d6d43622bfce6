import { hash, timingSafeEqual } from 'node:crypto';

import type { Random } from './random.ts';

/** A bearer secret of 256 random bits, in 43 base64url characters. Whoever holds it is believed. */
export function newSecret(random: Random): string {
	return Buffer.from(random.bytes(32)).toString('base64url');
}

/** What is stored instead of a bearer secret: its SHA-256, in base64url. */
export function hashSecret(secret: string): string {
	return hash('sha256', secret, 'base64url');
}

/** In a time that does not tell how much of them is alike. */
export function isSameHash(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}
