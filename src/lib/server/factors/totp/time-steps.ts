import { timingSafeEqual } from 'node:crypto';
import { generateSync, ScureBase32Plugin } from 'otplib';

/** What authenticator apps understand without being told: RFC 6238 §1.2 with the key URI's defaults. */
export const PERIOD_S = 30;
export const DIGITS = 6;

/** RFC 4226 §4, R6 recommends 160 bits. */
export const SECRET_BYTES = 20;

const base32 = new ScureBase32Plugin();

export function encodeSecret(bytes: Uint8Array): string {
	return base32.encode(bytes, { padding: false });
}

export function stepAt(at: Date): number {
	return Math.floor(at.getTime() / 1000 / PERIOD_S);
}

/**
 * The steps near `around` whose code this is, nearest first. Every step of the window is computed,
 * so that the time does not tell which one it was.
 */
export function matchingSteps(
	code: string,
	{ secret, around, reach }: { secret: string; around: number; reach: number }
): readonly number[] {
	return Array.from({ length: 2 * reach + 1 }, (_, index) => around - reach + index)
		.filter((step) => isEqual(codeAt(step, secret), code))
		.sort((a, b) => Math.abs(a - around) - Math.abs(b - around));
}

function codeAt(step: number, secret: string): string {
	return generateSync({
		secret,
		algorithm: 'sha1',
		digits: DIGITS,
		period: PERIOD_S,
		epoch: step * PERIOD_S
	});
}

function isEqual(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}
