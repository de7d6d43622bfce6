/**
 * What a single setting may hold, as schemas from text to a typed value.
 * No message repeats the value: it may be a secret.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';

import * as v from 'valibot';

const KEY_BYTES = 32;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface MasterKey {
	readonly id: string;
	readonly key: Uint8Array;
}

const text = v.pipe(v.string(), v.trim());

const list = v.pipe(
	text,
	v.transform((value) => value.split(',').map((item) => item.trim())),
	v.check((items) => !items.includes(''), 'has an empty item between its commas')
);

function parseUrl(value: string): URL | undefined {
	return URL.canParse(value) ? new URL(value) : undefined;
}

function isLoopback(host: string): boolean {
	return loopback.has(host) || host.endsWith('.localhost');
}

function isBareOrigin(url: URL): boolean {
	const extras = [url.username, url.password, url.search, url.hash].join('');
	return url.pathname === '/' && extras === '' && url.hostname !== '';
}

function isSecureEnough(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isBareSecureOrigin(value: string): boolean {
	const url = parseUrl(value);
	return url !== undefined && isBareOrigin(url) && url.protocol === 'https:';
}

function isNetwork(value: string): boolean {
	const [address = '', prefix, ...rest] = value.split('/');
	const family = isIP(address);
	if (family === 0 || rest.length > 0) return false;
	if (prefix === undefined) return true;
	const bits = Number(prefix);
	return String(bits) === prefix && Number.isInteger(bits) && bits <= (family === 4 ? 32 : 128);
}

function parseKey(item: string): MasterKey {
	const [id = '', encoded = ''] = item.split(':');
	return { id, key: new Uint8Array(Buffer.from(encoded, 'base64url')) };
}

/** Decoding skips what it does not know, so only text that encodes back to itself counts. */
function isKey(item: string): boolean {
	const { id, key } = parseKey(item);
	const encoded = Buffer.from(key).toString('base64url');
	return id !== '' && key.length === KEY_BYTES && item === `${id}:${encoded}`;
}

export const port = v.pipe(
	text,
	v.check((value) => /^\d{1,5}$/.test(value), 'must be a whole number'),
	v.transform(Number),
	v.minValue(1, 'must be at least 1'),
	v.maxValue(65_535, 'must be at most 65535')
);

export const host = v.pipe(
	text,
	v.check((value) => !/[\s/]/.test(value), 'must be an address or a host name to listen on')
);

export const origin = v.pipe(
	text,
	v.check((value) => parseUrl(value) !== undefined, 'must be a URL'),
	v.transform((value) => new URL(value)),
	v.check(isBareOrigin, 'must be scheme, host and port only, without a path'),
	v.check(isSecureEnough, 'must be https, except on localhost'),
	v.transform((url) => url.origin)
);

export const relyingParty = v.pipe(
	text,
	v.check((value) => parseUrl(`https://${value}`)?.hostname === value, 'must be a host name alone')
);

export const directory = v.pipe(
	text,
	v.transform((value) => resolve(value))
);

/** A URL of one of the schemes, which are written without their colon. */
export function urlOf(...schemes: readonly [string, ...string[]]) {
	const known = schemes.map((scheme) => `${scheme}://`);
	return v.pipe(
		text,
		v.check((value) => parseUrl(value) !== undefined, 'must be a URL'),
		v.check(
			(value) => known.some((start) => value.toLowerCase().startsWith(start)),
			`must begin with ${known.join(' or ')}`
		)
	);
}

export const masterKeys = v.pipe(
	list,
	v.everyItem(isKey, 'must be id:key pairs, each key 32 bytes in base64url without padding'),
	v.transform((items) => items.map(parseKey)),
	v.check(
		(keys) => new Set(keys.map((key) => key.id)).size === keys.length,
		'names one id more than once'
	)
);

export const networks = v.pipe(
	list,
	v.everyItem(isNetwork, 'must be IP addresses or networks in CIDR notation')
);

export const secureOrigins = v.pipe(
	list,
	v.everyItem(isBareSecureOrigin, 'must be https origins without a path'),
	v.transform((items) => items.map((item) => new URL(item).origin))
);

export const signUp = v.pipe(
	text,
	v.picklist(['open', 'invitation', 'closed'], 'must be open, invitation or closed')
);

export const logLevel = v.pipe(
	text,
	v.picklist(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug')
);

export const drainSeconds = v.pipe(
	text,
	v.check((value) => /^\d{1,3}$/.test(value), 'must be a whole number'),
	v.transform(Number),
	v.maxValue(300, 'must be at most 300')
);

export const mailbox = v.pipe(
	text,
	v.check((value) => /^[^@\r\n]+@[^@\s]+$/.test(value), 'must be one e-mail address')
);

export const scale = v.pipe(
	text,
	v.transform(Number),
	v.check((value) => Number.isFinite(value) && value > 0, 'must be a number above 0')
);

export const name = v.pipe(text, v.maxLength(60, 'must be at most 60 characters'));
