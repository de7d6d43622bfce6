import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { SignJWT } from 'jose';
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import { newKeys, pointOf } from './encryption.ts';
import type { PushKeyStore } from './ports.ts';

const PrivateKey = v.object({
	kty: v.literal('EC'),
	crv: v.literal('P-256'),
	x: v.string(),
	y: v.string(),
	d: v.string()
});

/** RFC 8292 §2 allows a day. A token opens nothing but the endpoint's own service. */
const TOKEN_SECONDS = 12 * 60 * 60;

export interface Vapid {
	/** What a browser subscribes with: the point, in base64url. */
	publicKey(): Promise<string>;
	/** The `Authorization` of a message to this endpoint; RFC 8292 §3. */
	authorization(endpoint: string): Promise<string>;
}

interface Deps {
	readonly clock: Clock;
	readonly keys: PushKeyStore;
	/** Whom a push service may turn to. */
	readonly contact: string;
}

/** Identifies this service to push services, voluntarily: they demand it. */
export function createVapid({ clock, keys, contact }: Deps): Vapid {
	let held: Promise<{ key: KeyObject; point: string }> | undefined;

	const load = async () => {
		const made = () => newKeys().privateKey.export({ format: 'jwk' });
		const jwk = v.parse(PrivateKey, await keys.findOrKeep(made));
		const key = createPrivateKey({ format: 'jwk', key: jwk });
		return { key, point: pointOf(createPublicKey(key)).toString('base64url') };
	};

	/** What failed is tried anew. */
	const get = () =>
		(held ??= load().catch((error: unknown) => {
			held = undefined;
			throw error;
		}));

	return {
		publicKey: async () => (await get()).point,

		async authorization(endpoint) {
			const { key, point } = await get();
			const now = Math.floor(clock.now().getTime() / 1000);
			const token = await new SignJWT()
				.setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
				.setAudience(new URL(endpoint).origin)
				.setExpirationTime(now + TOKEN_SECONDS)
				.setSubject(contact)
				.sign(key);
			return `vapid t=${token}, k=${point}`;
		}
	};
}
