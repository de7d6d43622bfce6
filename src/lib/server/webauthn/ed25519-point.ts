/**
 * Whether 32 bytes are a point of Ed25519 that generates the large group.
 * OpenSSL does not look at a key's point before a signature comes, and a point of small order
 * accepts signatures that nobody made.
 * @see RFC 8032 §5.1.3
 */
export function isSoundEd25519Point(bytes: Uint8Array): boolean {
	const point = decode(bytes);
	if (!point) return false;
	const times8 = double(double(double(point)));
	return !(times8.x === 0n && times8.y === 1n);
}

interface Point {
	readonly x: bigint;
	readonly y: bigint;
}

const P = 2n ** 255n - 19n;
const D = modulo(-121665n * invert(121666n));
const SQRT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);

function decode(bytes: Uint8Array): Point | undefined {
	if (bytes.length !== 32) return undefined;
	const number = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
	const [sign, y] = [number >> 255n, number & (2n ** 255n - 1n)];
	// A second spelling of the same number.
	if (y >= P) return undefined;
	const square = modulo((y * y - 1n) * invert(D * y * y + 1n));
	const root = squareRoot(square);
	if (root === undefined) return undefined;
	return { x: (root & 1n) === sign ? root : P - root, y };
}

/** a·x² + y² = 1 + d·x²·y² with a = -1; d is no square, so no denominator is zero. */
function double({ x, y }: Point): Point {
	const k = modulo(D * x * x * y * y);
	return {
		x: modulo(2n * x * y * invert(1n + k)),
		y: modulo((y * y + x * x) * invert(1n - k))
	};
}

function squareRoot(square: bigint): bigint | undefined {
	const candidate = power(square, (P + 3n) / 8n);
	return [candidate, modulo(candidate * SQRT_OF_MINUS_1)].find(
		(root) => modulo(root * root) === square
	);
}

function invert(number: bigint): bigint {
	return power(modulo(number), P - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
	let result = 1n;
	for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) {
		if (e & 1n) result = (result * b) % P;
	}
	return result;
}

function modulo(number: bigint): bigint {
	return ((number % P) + P) % P;
}
