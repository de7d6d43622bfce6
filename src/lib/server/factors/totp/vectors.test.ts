import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';

// RFC 6238 Appendix B and RFC 4226 Appendix D, as the file's `source` says.
import vectors from './rfc-vectors.json' with { type: 'json' };
import { matchingSteps, PERIOD_S, stepAt } from './time-steps.ts';

const { rfc4226, rfc6238 } = vectors;
const ALGORITHMS = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;

describe('RFC 6238', () => {
	it.each(rfc6238.vectors)('$algorithm at $time gives $totp', ({ time, totp, algorithm }) => {
		const name = algorithm as keyof typeof ALGORITHMS;
		const secret = rfc6238.keysBase32[name];
		const given = { secret, algorithm: ALGORITHMS[name], digits: 8, epoch: time } as const;
		expect(generateSync(given)).toBe(totp);
	});

	it.each(rfc6238.vectors.filter(({ algorithm }) => algorithm === 'SHA1'))(
		'the last six digits of $totp are ours at $time',
		({ time, totp }) => {
			const around = stepAt(new Date(time * 1000));
			const given = { secret: rfc6238.keysBase32.SHA1, around, reach: 0 };
			expect(matchingSteps(totp.slice(2), given)).toEqual([around]);
		}
	);
});

describe('RFC 4226', () => {
	it.each(rfc4226.vectors)('step $counter gives $hotp', ({ counter, hotp }) => {
		expect(stepAt(new Date(counter * PERIOD_S * 1000))).toBe(counter);
		const given = { secret: rfc4226.secretBase32, around: counter, reach: 0 };
		expect(matchingSteps(hotp, given)).toEqual([counter]);
	});

	it.each(rfc4226.vectors)('$hotp by the counter itself', ({ counter, hotp }) => {
		const given = { strategy: 'hotp', secret: rfc4226.secretBase32, counter } as const;
		expect(generateSync(given)).toBe(hotp);
	});
});
