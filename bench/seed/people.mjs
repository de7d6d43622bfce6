/** Who the services are seeded with: the same people in both, so that both do the same work. */
import { hash } from '@node-rs/argon2';
import { createHmac } from 'node:crypto';

import { createPhone } from '../../src/lib/server/phones/phone.fixture.ts';
import { createVirtualAuthenticator } from '../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { ARGON2 } from '../subjects/better-auth-options.mjs';

export const PASSWORD = 'seven quiet herons wade at dusk';

/** One key for every authenticator app; better-auth keeps such keys as text. */
export const TOTP_KEY = 'twenty bytes of text';

const PERIOD_S = 30;

/** The code of the next time step, which both accept early: no earlier step was used. */
export function nextCode() {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / PERIOD_S) + 1));
	const digest = createHmac('sha1', TOTP_KEY).update(counter).digest();
	const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, '0');
}

/** Hashed once: to hash it for each person would take longer than the rest of the seeding. */
export const passwordHash = await hash(PASSWORD, ARGON2);

/** @typedef {{ username: string, email: string, has: 'password' | 'totp' | 'passkey' | 'phone', authenticator?: object, phone?: object }} Person */

/**
 * @param {Record<'password' | 'totp' | 'passkey' | 'phone', number>} counts
 * @param {string} origin whom their passkeys are made for
 * @returns {Person[]}
 */
export function people(counts, origin) {
	return Object.entries(counts).flatMap(([has, count]) =>
		Array.from({ length: count }, (_, index) => ({
			username: `${has}-${index}`,
			email: `${has}-${index}@example.org`,
			has,
			...(has === 'passkey' && { authenticator: createVirtualAuthenticator({ origin }) }),
			...(has === 'phone' && { phone: createPhone({ origin }) })
		}))
	);
}
