/**
 * What a single setting may hold, as schemas from text to a typed value.
 * No message repeats the value: it may be a secret.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';

import * as v from 'valibot';

import { Clients } from '#lib/server/clients/index.ts';
import { isWeakKey, parseMasterKey, type MasterKey } from '#lib/server/sealing/index.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export const text = v.pipe(v.string(), v.trim());

export const list = v.pipe(
	text,
	v.transform((value) => value.split(',').map((item) => item.trim())),
	v.check((items) => !items.includes(''), 'has an empty item between its commas')
);

/** What ends when a refresh token comes back that is spent. */
export const tokenReuse = v.pipe(
	text,
	v.picklist(['session', 'account'], 'must be session or account')
);

/** A list of applications, as JSON. What is wrong with it is said by its place, and never by its value. */
export const clients = v.pipe(
	text,
	v.check((value) => jsonOf(value) !== undefined, 'must be JSON'),
	v.transform(jsonOf),
	Clients
);

function jsonOf(value: string): unknown {
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return undefined;
	}
}

function parseUrl(value: string): URL | undefined {
	return URL.canParse(value) ? new URL(value) : undefined;
}

export function isLoopback(host: string): boolean {
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

/** The widest networks that are private: 10.0.0.0/8 and fc00::/7. Whoever is in a trusted one can claim any address. */
const WIDEST = { 4: 8, 6: 7 } as const;

function isNarrow(value: string): boolean {
	const [address = '', prefix] = value.split('/');
	return prefix === undefined || Number(prefix) >= WIDEST[isIP(address) === 4 ? 4 : 6];
}

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

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
	v.transform((items) => items.map(parseMasterKey)),
	v.check(
		(keys) => !keys.includes(undefined),
		'must be id:key pairs, each key 32 bytes in base64url without padding'
	),
	v.transform((keys) => keys.filter((key): key is MasterKey => key !== undefined)),
	v.check((keys) => areDistinct(keys.map(({ id }) => id)), 'names one id more than once'),
	v.check(
		(keys) => areDistinct(keys.map(({ key }) => Buffer.from(key).toString('hex'))),
		'holds one key under two ids'
	),
	v.everyItem(({ key }) => !isWeakKey(key), 'holds a key that is not random')
);

export const networks = v.pipe(
	list,
	v.everyItem(isNetwork, 'must be IP addresses or networks in CIDR notation'),
	v.everyItem(isNarrow, 'trusts more than a private network, so anybody could claim any address')
);

export const hosts = v.pipe(
	list,
	v.everyItem(
		(item) => parseUrl(`https://${item}`)?.hostname === item.toLowerCase(),
		'must be host names or addresses, without scheme and port'
	),
	v.transform((items) => items.map((item) => item.toLowerCase()))
);

/** Host names, with a star for those below; or, for development, whole origins of this machine. */
function isPushHost(item: string): boolean {
	const url = parseUrl(item);
	if (item.includes('://'))
		return url?.protocol === 'http:' && isLoopback(url.hostname) && url.origin === item;
	const host = item.replace(/^\*\./, '');
	return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !/^[\d.]+$/.test(host);
}

export const pushHosts = v.pipe(
	list,
	v.transform((items) => items.map((item) => item.toLowerCase())),
	v.everyItem(isPushHost, 'must be host names of push services, such as *.push.example.org')
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

/** Hours; `0` and `off` are none. Shorter than a day, nobody would hear of it in time. */
export const recoveryWait = v.pipe(
	text,
	v.check((value) => /^(off|\d{1,4})$/.test(value), 'must be a whole number of hours, or off'),
	v.transform((value) => (value === 'off' ? 0 : Number(value))),
	v.check(
		(hours) => hours === 0 || (hours >= 24 && hours <= 720),
		'must be 24 to 720 hours, or off'
	)
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
