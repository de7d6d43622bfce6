/**
 * Password hashing: argon2id in a bounded number of slots, with the same work for every answer.
 * Which new passwords are allowed is judged in rules.ts; how often one may be tried, elsewhere.
 */
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';

import { normalPassword } from './normal-form.ts';
import type { Argon2Params } from './phc.ts';
import { dummyPhc, isWeaker, parsePhc, TAG_BYTES } from './phc.ts';
import { refuse } from './refusals.ts';
import { createSlots, type SlotWatch } from './slots.ts';

export interface PasswordHasher {
	/**
	 * A PHC string with its parameters and a fresh salt.
	 * @throws `passwords.not_allowed` for what no rule lets through, `passwords.busy` under a flood
	 */
	hash(password: string): Promise<string>;
	/**
	 * Without a stored hash, or with one that cannot be used, the work is done all the same.
	 * @throws `passwords.busy` under a flood
	 */
	verify(stored: string | undefined, password: string): Promise<PasswordVerdict>;
}

export interface PasswordVerdict {
	readonly matches: boolean;
	/** It matches, but was hashed with less than today's cost: hash it anew. */
	readonly isStale: boolean;
}

interface HasherOptions {
	readonly params?: Argon2Params;
	readonly concurrency?: number;
	readonly queue?: number;
	readonly watch?: SlotWatch | undefined;
}

/** @see OWASP Password Storage Cheat Sheet, Argon2id */
const DEFAULT_PARAMS: Argon2Params = { memoryKiB: 19456, passes: 2, parallelism: 1 };
const ARGON2ID = 2;
const NO_MATCH: PasswordVerdict = { matches: false, isStale: false };

export function createPasswordHasher(options: HasherOptions = {}): PasswordHasher {
	const { params = DEFAULT_PARAMS, concurrency = defaultConcurrency(), queue = 256 } = options;
	const inSlot = createSlots({ concurrency, queue, watch: options.watch });
	const dummy = dummyPhc(params);

	return {
		async hash(password) {
			const normal = normalPassword(password);
			if (typeof normal === 'string') throw refuse.notAllowed({ details: { reason: normal } });
			return inSlot(() =>
				argon2Hash(normal.text, {
					algorithm: ARGON2ID,
					memoryCost: params.memoryKiB,
					timeCost: params.passes,
					parallelism: params.parallelism,
					outputLen: TAG_BYTES
				})
			);
		},

		async verify(stored, password) {
			const normal = normalPassword(password);
			const known = stored === undefined ? undefined : parsePhc(stored);
			if (stored === undefined || known === undefined || typeof normal === 'string') {
				await inSlot(() => argon2Verify(dummy, 'no password'));
				return NO_MATCH;
			}
			const matches = await inSlot(() => argon2Verify(stored, normal.text));
			return { matches, isStale: matches && isWeaker(known, params) };
		}
	};
}

/** One of libuv's four threads stays free for files and name look-ups. */
function defaultConcurrency(): number {
	return Math.min(availableParallelism(), 3);
}
