import fc from 'fast-check';
import { expect, test } from 'vitest';

import { dummyPhc, isWeaker, parsePhc, type Argon2Params } from './phc.ts';

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';
const TAG = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const phc = (cost: string) => `$argon2id$v=19$${cost}$${SALT}$${TAG}`;

test('the dummy hash costs what a current hash costs', () => {
	const params = { memoryKiB: 19456, passes: 2, parallelism: 1 };
	expect(parsePhc(dummyPhc(params))).toEqual({ ...params, tagBytes: 32 });
});

test.each([
	['a gigabyte of memory', phc('m=1048576,t=2,p=1')],
	['a thousand passes', phc('m=19456,t=999,p=1')],
	['a hundred lanes', phc('m=19456,t=2,p=100')],
	['no passes', phc('m=19456,t=0,p=1')],
	['too little memory for its lanes', phc('m=15,t=2,p=2')],
	['argon2i', phc('m=19456,t=2,p=1').replace('argon2id', 'argon2i')],
	['argon2d', phc('m=19456,t=2,p=1').replace('argon2id', 'argon2d')],
	['version 16', phc('m=19456,t=2,p=1').replace('v=19', 'v=16')],
	['bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
	['a tag with spare bits set', phc('m=19456,t=2,p=1').slice(0, -1) + 'B'],
	['nothing', '']
])('a stored hash with %s is not tried', (_, stored) => {
	expect(parsePhc(stored)).toBeUndefined();
});

test.each([
	['m=19455,t=2,p=1', true],
	['m=19456,t=1,p=1', true],
	['m=19456,t=2,p=1', false],
	['m=65536,t=3,p=4', false]
])('%s is weaker than the current cost: %s', (cost, expected) => {
	const stored = parsePhc(phc(cost));
	expect(stored && isWeaker(stored, { memoryKiB: 19456, passes: 2, parallelism: 1 })).toBe(
		expected
	);
});

test('a shorter tag is weaker', () => {
	const stored = parsePhc(`$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${SALT}`);
	expect(stored && isWeaker(stored, { memoryKiB: 19456, passes: 2, parallelism: 1 })).toBe(true);
});

const cost = fc.record({
	memoryKiB: fc.integer({ min: 0, max: 300_000 }),
	passes: fc.nat(20),
	parallelism: fc.nat(20)
});
const isAffordable = ({ memoryKiB, passes, parallelism }: Argon2Params) =>
	memoryKiB <= 262_144 && passes <= 16 && parallelism <= 16;

test('a hash is read as the cost that it was written with, or is not tried', () => {
	fc.assert(
		fc.property(cost, (params) => {
			const read = parsePhc(dummyPhc(params));
			if (read) expect(read).toEqual({ ...params, tagBytes: 32 });
			const isSound =
				params.passes > 0 && params.parallelism > 0 && params.memoryKiB >= 8 * params.parallelism;
			expect(read !== undefined).toBe(isSound && isAffordable(params));
		})
	);
});

test('whatever is stored, nothing above the ceiling is tried', () => {
	const piece = fc.oneof(
		fc.constantFrom(
			'$',
			'argon2id',
			'v=19',
			'm=19456,t=2,p=1',
			'm=99999999,t=2,p=1',
			SALT,
			TAG,
			'=',
			'\n'
		),
		fc.string()
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, isPhc) => {
			const read = parsePhc((isPhc ? '$argon2id$v=19$' : '') + pieces.join(isPhc ? '$' : ''));
			if (read) expect(isAffordable(read)).toBe(true);
		})
	);
});
