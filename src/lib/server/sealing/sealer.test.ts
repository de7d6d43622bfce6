import fc from 'fast-check';
import { expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { createSealer, SealingError, type MasterKey } from './index.ts';

const keyOf = (id: string, fill: number): MasterKey => ({ id, key: new Uint8Array(32).fill(fill) });
const OLD = keyOf('2025-01', 1);
const NEW = keyOf('2026-11', 2);
const place = { table: 'factor', column: 'state', row: 'fct_1' };
const secret = Buffer.from('JBSWY3DPEHPK3PXP');

const withKeys = (...keys: MasterKey[]) => createSealer({ keys: () => keys, random: secureRandom });
const sealer = withKeys(NEW);

function reasonOf(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		if (error instanceof SealingError) return error.reason;
		throw error;
	}
	return 'opened';
}

test('what is sealed opens again, whatever it is', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string(), (plaintext, row) => {
			const context = { ...place, row };
			expect(sealer.open(sealer.seal(plaintext, context), context)).toEqual(plaintext);
		})
	);
});

test('JSON is sealed and opens again', () => {
	fc.assert(
		fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
			const opened = sealer.openJson(sealer.sealJson(value, place), place);
			expect(opened).toEqual(JSON.parse(JSON.stringify(value)));
		})
	);
	expect(() => sealer.sealJson(undefined, place)).toThrow(TypeError);
});

test('a new key is random, and opens in its place only', () => {
	const [one, other] = [sealer.newKey(place), sealer.newKey(place)];
	expect(one.key).toHaveLength(32);
	expect(one.key).not.toEqual(other.key);
	expect(sealer.open(one.sealed, place)).toEqual(one.key);
	expect(reasonOf(() => sealer.open(one.sealed, { ...place, row: '2' }))).toBe('not-authentic');
});

test('a sealed value is base64url, shows nothing of the plaintext, and is never the same twice', () => {
	const sealed = [sealer.seal(secret, place), sealer.seal(secret, place)];
	expect(sealed[0]).toMatch(/^[\w-]+$/);
	expect(sealed[0]).not.toBe(sealed[1]);
	expect(Buffer.from(sealed[0] ?? '', 'base64url').includes(secret)).toBe(false);
});

test('no part of two sealed values but version and key id is shared', () => {
	const head = 2 + NEW.id.length;
	const tails = [1, 2].map(() =>
		Buffer.from(sealer.seal(secret, place), 'base64url').subarray(head)
	);
	const pieces = (bytes: Buffer) =>
		Array.from({ length: bytes.length - 7 }, (_, at) => bytes.toString('hex', at, at + 8));
	const [one = [], other = []] = tails.map(pieces);
	expect(one.filter((piece) => other.includes(piece))).toEqual([]);
});

test('a change of any one bit is found', () => {
	const sealed = Buffer.from(sealer.seal(secret, place), 'base64url');
	for (let bit = 0; bit < sealed.length * 8; bit += 1) {
		const changed = Buffer.from(sealed);
		changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(reasonOf(() => sealer.open(changed.toString('base64url'), place))).not.toBe('opened');
	}
});

test('a text with any one character changed, added or lost does not open', () => {
	const sealed = sealer.seal(secret, place);
	const edit = fc.record({
		at: fc.nat({ max: sealed.length }),
		lost: fc.nat({ max: 3 }),
		added: fc.string({ unit: fc.constantFrom(...'AZaz09-_=+/ \n\0é'), maxLength: 3 })
	});
	fc.assert(
		fc.property(edit, ({ at, lost, added }) => {
			const changed = sealed.slice(0, at) + added + sealed.slice(at + lost);
			fc.pre(changed !== sealed);
			expect(reasonOf(() => sealer.open(changed, place))).not.toBe('opened');
		}),
		{ numRuns: 1000 }
	);
});

test('any other text is malformed', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
			expect(reasonOf(() => sealer.open(text, place))).not.toBe('opened');
			expect(reasonOf(() => sealer.rewrap(text, place))).not.toBe('opened');
			expect(sealer.keyIdOf(text)).not.toBe(NEW.id);
		})
	);
	expect(reasonOf(() => sealer.open('', place))).toBe('malformed');
	expect(reasonOf(() => sealer.open('AAAA', place))).toBe('malformed');
});

test('a value that is moved to another row, column or table does not open', () => {
	const sealed = sealer.seal(secret, place);
	for (const moved of [
		{ ...place, row: 'fct_2' },
		{ ...place, column: 'label' },
		{ ...place, table: 'account' },
		{ table: 'factor', column: 'statefct_1', row: '' },
		{ table: 'factor","state', column: 'fct_1', row: '' }
	]) {
		expect(reasonOf(() => sealer.open(sealed, moved))).toBe('not-authentic');
		expect(reasonOf(() => withKeys(OLD, NEW).rewrap(sealed, moved))).toBe('not-authentic');
	}
});

test.each(['.', ',', '","', '\\', '\0', '', '1'])(
	'two places do not become one when %j stands between and within their parts',
	(separator) => {
		const one = { table: 'a', column: `b${separator}c`, row: 'd' };
		const other = { table: `a${separator}b`, column: 'c', row: 'd' };
		expect(reasonOf(() => sealer.open(sealer.seal(secret, one), other))).toBe('not-authentic');
	}
);

test('lone surrogates in a place are told apart', () => {
	const sealed = sealer.seal(secret, { ...place, row: '\ud800' });
	expect(reasonOf(() => sealer.open(sealed, { ...place, row: '\ud801' }))).toBe('not-authentic');
});

test('the data of one value does not open with the wrapped key of another', () => {
	const wrapEnds = 2 + NEW.id.length + 16 + 12 + 48;
	const [one, other] = [1, 2].map(() => Buffer.from(sealer.seal(secret, place), 'base64url'));
	if (!one || !other) throw new Error('Two values are needed.');
	const spliced = Buffer.concat([one.subarray(0, wrapEnds), other.subarray(wrapEnds)]);
	expect(reasonOf(() => sealer.open(spliced.toString('base64url'), place))).toBe('not-authentic');
});

test('after a rotation the old key still opens, and rewrapping moves to the new one', () => {
	const sealed = withKeys(OLD).seal(secret, place);
	const rotated = withKeys(NEW, OLD);
	expect(rotated.keyIdOf(sealed)).toBe(OLD.id);
	expect(rotated.open(sealed, place)).toEqual(Uint8Array.from(secret));

	const rewrapped = rotated.rewrap(sealed, place);
	expect(rotated.keyIdOf(rewrapped)).toBe(NEW.id);
	expect(withKeys(NEW).open(rewrapped, place)).toEqual(Uint8Array.from(secret));
	expect(reasonOf(() => withKeys(OLD).open(rewrapped, place))).toBe('unknown-key');
	// The encrypted value itself is not touched.
	const dataBytes = 12 + secret.length + 16;
	const data = [sealed, rewrapped].map((text) =>
		Buffer.from(text, 'base64url').subarray(-dataBytes)
	);
	expect(data[0]).toEqual(data[1]);
});

test('rewrapping what is current changes nothing', () => {
	const sealed = sealer.seal(secret, place);
	expect(sealer.rewrap(sealed, place)).toBe(sealed);
});

test('a value of a lost key does not open, nor one of another key with the same id', () => {
	const sealed = withKeys(OLD).seal(secret, place);
	expect(reasonOf(() => sealer.open(sealed, place))).toBe('unknown-key');
	const impostor = withKeys({ ...OLD, key: NEW.key });
	expect(reasonOf(() => impostor.open(sealed, place))).toBe('not-authentic');
});

test('no error names the row or shows what was sealed', () => {
	const context = { ...place, row: 'ada@example.com' };
	const sealed = withKeys(OLD).seal(secret, context);
	for (const text of [sealed, `${sealed}AAAA`, secret.toString('base64url')]) {
		for (const opener of [withKeys(NEW), withKeys({ ...OLD, key: NEW.key })]) {
			try {
				opener.open(text, context);
				expect.unreachable();
			} catch (error) {
				expect(String(error)).not.toMatch(/ada@|JBSWY|SkJTV1k/);
			}
		}
	}
});

test.each([
	['there is none', []],
	['one is short', [{ id: 'a', key: new Uint8Array(16) }]],
	['one has no name', [{ id: '', key: new Uint8Array(32) }]],
	['one has an endless name', [{ id: 'x'.repeat(256), key: new Uint8Array(32) }]],
	['two have one name', [keyOf('a', 1), keyOf('a', 2)]]
])('master keys are refused when %s', (_, keys) => {
	expect(() => createSealer({ keys: () => keys, random: secureRandom })).toThrow();
});

test('a key that is added while the service runs seals from then on, and nothing that was sealed is lost', () => {
	let keys: readonly MasterKey[] = [OLD];
	const running = createSealer({ keys: () => keys, random: secureRandom });
	const before = running.seal(secret, place);
	keys = [NEW, OLD];
	const after = running.seal(secret, place);
	expect([before, after].map(running.keyIdOf)).toEqual([OLD.id, NEW.id]);
	for (const sealed of [before, after]) {
		expect(running.open(sealed, place)).toEqual(Uint8Array.from(secret));
	}
});
