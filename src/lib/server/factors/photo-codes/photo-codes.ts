/**
 * Photo codes: a picture on the screen that a linked phone reads, and nine digits that it answers without a
 * network. The method has no factors of its own: a phone is enrolled and removed as such. docs/decisions/0026
 */
import * as v from 'valibot';

import { CODE_DIGITS, PICTURE_MS } from '#lib/phone/picture.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import {
	CODE_TRIES,
	drawPicture,
	lastUsed,
	MOST_PHONES,
	parseCode,
	phoneOfCode
} from '#lib/server/photo-codes/index.ts';
import type { Asking } from '../errand.ts';
import type { Factor } from '../factor.ts';
import type { FactorMethod, Failure } from '../method.ts';

/** What it needs of the factors that it works with, which are another method's. */
export interface CodePhones {
	/** The method that they are of. */
	readonly method: string;
	/** What is asked, in the words that the phone shows. */
	textsOf(asking: Asking): Readonly<Record<string, string>>;
	secretOf(factor: Factor): string;
	/** The picture that it has answered last, if any. */
	lastPictureOf(factor: Factor): string | undefined;
	/** The state of a phone that has answered a picture. */
	answered(factor: Factor, picture: string): unknown;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	/** Where the phone's page is. */
	readonly origin: string;
	readonly phones: CodePhones;
}

const Shown = v.object({
	document: v.objectWithRest({ nonce: v.string() }, v.string()),
	/** The phones that can read it. */
	phones: v.array(v.string())
});

/** How many tries are left after this one. */
const Tries = v.object({ triesLeft: v.number() });

const NONCE_BYTES = 16;

export function createPhotoCodes({ clock, random, origin, phones }: Deps): FactorMethod {
	const codePhone = (factor: Factor) => ({
		id: factor.id,
		secret: phones.secretOf(factor),
		factor
	});

	return {
		id: 'photo-codes',
		factorsOf: phones.method,
		isRepeatable: false,
		isSecondFactor: false,
		verification: {
			isLasting: true,

			async begin(factors, { asking }) {
				if (!asking) throw new Error('A phone shows who asks.');
				const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url');
				const document = { ...phones.textsOf(asking), origin, nonce };
				const readers = lastUsed(factors, MOST_PHONES);
				const drawn = { phones: readers.map(codePhone), random };
				const picture = await drawPicture(document, drawn);
				const end = Math.min(asking.until.getTime(), clock.now().getTime() + PICTURE_MS);
				const until = new Date(end);
				return {
					prompt: {
						kind: 'photo',
						...picture,
						length: CODE_DIGITS,
						expiresAt: until.toISOString(),
						phones: readers.map(({ label }) => label)
					},
					state: { document, phones: readers.map(({ id }) => id) },
					lasts: { tries: CODE_TRIES, until }
				};
			},

			async finish(factors, stored, answer, given) {
				const shown = v.safeParse(Shown, stored);
				const tries = v.safeParse(Tries, given);
				// None was shown, it is too old, or it has had its tries.
				if (!shown.success || !tries.success) return failed('picture_gone');
				const code = parseCode(answer);
				if (code === undefined) return failed('malformed');
				const { document, phones: readers } = shown.output;
				// A phone that was removed meanwhile is not among them.
				const own = factors.filter(({ id }) => readers.includes(id)).map(codePhone);
				const right = await phoneOfCode(code, { document, phones: own });
				if (!right) {
					const { triesLeft } = tries.output;
					const wrong = { ...failed('wrong_code'), details: { triesLeft } };
					return triesLeft > 0 ? wrong : failed('picture_spent');
				}
				const { factor } = right;
				if (phones.lastPictureOf(factor) === document.nonce) return failed('reused');
				return {
					passed: true,
					factor,
					state: phones.answered(factor, document.nonce),
					proof: { authenticator: 'single-factor-otp', key: 'swk' }
				};
			}
		},
		view: () => ({})
	};
}

function failed(reason: string): Failure {
	return { passed: false, reason };
}
