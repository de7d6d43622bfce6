export interface Argon2Params {
	readonly memoryKiB: number;
	readonly passes: number;
	readonly parallelism: number;
}

export const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** A stored hash may ask for this much at most: whoever can write a hash must not be able to stop the process. */
const CEILING: Argon2Params = { memoryKiB: 256 * 1024, passes: 16, parallelism: 16 };

const PHC =
	/^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;

interface StoredHash extends Argon2Params {
	readonly tagBytes: number;
}

/** What a stored argon2id hash costs to verify, or undefined for one that is not to be tried. */
export function parsePhc(stored: string): StoredHash | undefined {
	const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(stored) ?? [];
	const params: Argon2Params = {
		memoryKiB: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism)
	};
	if (!isWithinBounds(params) || !isCanonical(salt) || !isCanonical(tag)) return undefined;
	return { ...params, tagBytes: Buffer.from(tag, 'base64').length };
}

export function isWeaker(stored: StoredHash, current: Argon2Params): boolean {
	return (
		stored.memoryKiB < current.memoryKiB ||
		stored.passes < current.passes ||
		stored.tagBytes < TAG_BYTES
	);
}

/** A hash of no known password, so that an unknown name costs the work of a known one. */
export function dummyPhc({ memoryKiB, passes, parallelism }: Argon2Params): string {
	const zeros = (length: number) => unpadded(Buffer.alloc(length));
	const cost = `m=${memoryKiB},t=${passes},p=${parallelism}`;
	return `$argon2id$v=19$${cost}$${zeros(SALT_BYTES)}$${zeros(TAG_BYTES)}`;
}

/** @see RFC 9106 §3.1: at least eight blocks of memory for each lane, and one pass */
function isWithinBounds({ memoryKiB, passes, parallelism }: Argon2Params): boolean {
	const isEnough = passes >= 1 && parallelism >= 1 && memoryKiB >= 8 * parallelism;
	return (
		isEnough &&
		memoryKiB <= CEILING.memoryKiB &&
		passes <= CEILING.passes &&
		parallelism <= CEILING.parallelism
	);
}

function isCanonical(base64: string): boolean {
	return unpadded(Buffer.from(base64, 'base64')) === base64;
}

function unpadded(bytes: Buffer): string {
	return bytes.toString('base64').replace(/=+$/, '');
}
