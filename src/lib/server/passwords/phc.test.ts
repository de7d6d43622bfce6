import { expect, test } from 'vitest';

import { dummyPhc, isWeaker, parsePhc } from './phc.ts';

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
