import { createHash } from 'node:crypto';

import type { Random } from '#lib/server/core/random.ts';
import { KEY_BYTES } from './gcm.ts';

export interface MasterKey {
	readonly id: string;
	/** 32 bytes. */
	readonly key: Uint8Array;
}

/** A key under an id that nobody has used. */
export function newMasterKey(random: Random): MasterKey {
	const id = Buffer.from(random.bytes(6)).toString('base64url');
	return { id, key: random.bytes(KEY_BYTES) };
}

/** `id:key` with the key in base64url, as the setting and the key file hold it. */
export function formatMasterKey({ id, key }: MasterKey): string {
	return `${id}:${Buffer.from(key).toString('base64url')}`;
}

/** Decoding skips what it does not know, so only text that encodes back to itself counts. */
export function parseMasterKey(text: string): MasterKey | undefined {
	const [, id = '', encoded = ''] = /^([^:,\s]{1,60}):([\w-]+)$/.exec(text) ?? [];
	const key = new Uint8Array(Buffer.from(encoded, 'base64url'));
	const isExact = Buffer.from(key).toString('base64url') === encoded;
	return id !== '' && key.length === KEY_BYTES && isExact ? { id, key } : undefined;
}

/** Chance leaves this few values in less than one key of a thousand million. */
const LEAST_VARIETY = 17;

const variety = (bytes: readonly number[]): number => new Set(bytes).size;

/**
 * Whether no random source can have made it: repeated or counted bytes, or text.
 * @see ASVS 5.0 11.5.1: unguessable values need a CSPRNG
 */
export function isWeakKey(key: Uint8Array): boolean {
	const bytes = [...key];
	const steps = bytes.map((byte, at) => (byte - (bytes[at - 1] ?? 0)) & 0xff);
	const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
	return isText || variety(bytes) < LEAST_VARIETY || variety(steps) < LEAST_VARIETY;
}

/** Tells keys apart without telling them: part of a digest, for people to compare. */
export function fingerprintOf({ key }: MasterKey): string {
	const digest = createHash('sha256').update('latchkey master key').update(key).digest('hex');
	return (digest.slice(0, 16).match(/.{4}/g) ?? []).join('-');
}
