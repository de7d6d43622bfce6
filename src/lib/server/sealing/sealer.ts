/**
 * Encryption at rest: each value under a data key of its own, which a master key wraps, and bound to the place where
 * it is stored. Where master keys come from, and which columns are sealed, is decided elsewhere.
 */
import { createSecretKey, hkdfSync } from 'node:crypto';

import type { Random } from '#lib/server/core/random.ts';
import type { Envelope, Wrap } from './envelope.ts';
import { decodeEnvelope, encodeEnvelope, SALT_BYTES, VERSION } from './envelope.ts';
import { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from './gcm.ts';
import type { MasterKey } from './master-key.ts';
import { SealingError } from './sealing-error.ts';

/** Where a sealed value is stored. It opens nowhere else. */
export interface SealingContext {
	readonly table: string;
	readonly column: string;
	readonly row: string;
}

/** Whatever does not open throws a `SealingError`. */
export interface Sealer {
	seal(plaintext: Uint8Array, context: SealingContext): string;
	open(sealed: string, context: SealingContext): Uint8Array;
	sealJson(value: unknown, context: SealingContext): string;
	/** The parsed JSON, which the caller checks as anything that was stored. */
	openJson(sealed: string, context: SealingContext): unknown;
	/** A new random key of 32 bytes, for a use of its own. */
	newKey(context: SealingContext): { key: Uint8Array; sealed: string };
	/** Which master key wraps it; undefined when it is not sealed at all. */
	keyIdOf(sealed: string): string | undefined;
	/** The same value under the newest master key; its data is not encrypted anew. */
	rewrap(sealed: string, context: SealingContext): string;
}

interface SealerDeps {
	/** Asked at each use, so that a rotation needs no restart. Newest first: the first one seals, all of them open. */
	readonly keys: () => readonly MasterKey[];
	readonly random: Random;
}

const LONGEST_ID = 255;

export function createSealer({ keys, random }: SealerDeps): Sealer {
	requireUsable(keys());

	/** Under the newest key as it is now: the next call may find another. */
	const wrapKey = (dataKey: Uint8Array, context: SealingContext) => {
		const newest = requireNewest(keys());
		const salt = random.bytes(SALT_BYTES);
		const nonce = random.bytes(NONCE_BYTES);
		const aad = bind(context, ['wrap', newest.id]);
		const box = encrypt(dataKey, { key: wrappingKey(newest.key, salt), nonce, aad });
		return { keyId: newest.id, wrap: { salt, nonce, box } satisfies Wrap };
	};

	const unwrapKey = ({ keyId, wrap }: Envelope, context: SealingContext): Uint8Array => {
		const master = keys().find(({ id }) => id === keyId);
		if (master === undefined) throw unknownKey(keyId, context);
		const key = wrappingKey(master.key, wrap.salt);
		const aad = bind(context, ['wrap', keyId]);
		const dataKey = decrypt(wrap.box, { key, nonce: wrap.nonce, aad });
		if (dataKey === undefined) throw notAuthentic(context);
		return dataKey;
	};

	const sealer: Sealer = {
		seal(plaintext, context) {
			const dataKey = random.bytes(KEY_BYTES);
			const nonce = random.bytes(NONCE_BYTES);
			const box = encrypt(plaintext, { key: dataKey, nonce, aad: bind(context, ['value']) });
			return encodeEnvelope({ ...wrapKey(dataKey, context), nonce, box });
		},

		open(sealed, context) {
			const envelope = requireEnvelope(sealed, context);
			const key = unwrapKey(envelope, context);
			const { box, nonce } = envelope;
			const plaintext = decrypt(box, { key, nonce, aad: bind(context, ['value']) });
			if (plaintext === undefined) throw notAuthentic(context);
			return Uint8Array.from(plaintext);
		},

		sealJson(value, context) {
			const json: string | undefined = JSON.stringify(value);
			if (json === undefined) throw new TypeError(`No JSON to seal for ${placeOf(context)}.`);
			return sealer.seal(Buffer.from(json), context);
		},

		openJson(sealed, context) {
			const value: unknown = JSON.parse(Buffer.from(sealer.open(sealed, context)).toString());
			return value;
		},

		newKey(context) {
			const key = random.bytes(KEY_BYTES);
			return { key, sealed: sealer.seal(key, context) };
		},

		keyIdOf: (sealed) => decodeEnvelope(sealed)?.keyId,

		rewrap(sealed, context) {
			const envelope = requireEnvelope(sealed, context);
			const dataKey = unwrapKey(envelope, context);
			if (envelope.keyId === requireNewest(keys()).id) return sealed;
			return encodeEnvelope({ ...envelope, ...wrapKey(dataKey, context) });
		}
	};
	return sealer;
}

function requireNewest([newest]: readonly MasterKey[]): MasterKey {
	if (newest === undefined) throw new Error('There is no master key to seal with.');
	return newest;
}

function requireUsable(keys: readonly MasterKey[]): void {
	requireNewest(keys);
	const isUsable = ({ id, key }: MasterKey) =>
		id !== '' && Buffer.byteLength(id) <= LONGEST_ID && key.length === KEY_BYTES;
	if (!keys.every(isUsable)) {
		throw new Error(`A master key has ${KEY_BYTES} bytes, and an id of at most ${LONGEST_ID}.`);
	}
	if (new Set(keys.map(({ id }) => id)).size < keys.length) {
		throw new Error('Two master keys have the same id.');
	}
}

/**
 * A key for one wrap alone. Random nonces under the master key itself would bear 2^32 values and no more.
 * @see NIST SP 800-38D §8.3, RFC 5869
 */
function wrappingKey(master: Uint8Array, salt: Uint8Array): Uint8Array {
	const key = createSecretKey(master);
	return new Uint8Array(hkdfSync('sha256', key, salt, 'latchkey sealing wrap', KEY_BYTES));
}

/** JSON quotes every part, so that no two places share an encoding. */
function bind({ table, column, row }: SealingContext, purpose: readonly string[]): Uint8Array {
	return Buffer.from(JSON.stringify(['latchkey', VERSION, table, column, row, ...purpose]));
}

function requireEnvelope(sealed: string, context: SealingContext): Envelope {
	const envelope = decodeEnvelope(sealed);
	if (envelope !== undefined) return envelope;
	throw new SealingError('malformed', `What is stored in ${placeOf(context)} is not sealed.`);
}

function unknownKey(keyId: string, context: SealingContext): SealingError {
	const key = JSON.stringify(keyId);
	return new SealingError('unknown-key', `No master key ${key} for ${placeOf(context)}.`);
}

function notAuthentic(context: SealingContext): SealingError {
	const message = `A value in ${placeOf(context)} was changed, moved, or sealed with another key.`;
	return new SealingError('not-authentic', message);
}

/** Names no row: a row may be named after a person. */
function placeOf({ table, column }: SealingContext): string {
	return `${table}.${column}`;
}
