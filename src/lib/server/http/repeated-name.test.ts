import fc from 'fast-check';
import { expect, test } from 'vitest';

import { hasRepeatedName } from './repeated-name.ts';

test.each([
	['{"a":1,"a":1}', true],
	['{"a":1,"\\u0061":2}', true],
	['{"a":{"b":1,"b":2}}', true],
	['[{"a":1},{"b":{"c":1},"b":2}]', true],
	['{"a" : 1 , "a"\n: 2}', true],
	['{"":1,"":2}', true],
	['{"a":{"a":{"a":1}}}', false],
	['[{"a":1},{"a":2}]', false],
	['{"a":{"b":1},"c":{"b":1}}', false],
	['{"a":"a","b":"a"}', false],
	['{"a":"\\",\\"a\\":","b":"{}}"}', false],
	['["a","a"]', false],
	['"a"', false]
])('in %s a name is repeated: %s', (json, expected) => {
	expect(hasRepeatedName(json)).toBe(expected);
});

test('what was an object has no name twice', () => {
	fc.assert(
		fc.property(fc.json(), (json) => {
			expect(hasRepeatedName(JSON.stringify(JSON.parse(json)))).toBe(false);
		})
	);
});

test('a long text is read in one go, however deep it is and whatever its strings hold', () => {
	expect(hasRepeatedName(`{"a":"${'\\"'.repeat(30_000)}"}`)).toBe(false);
	expect(hasRepeatedName(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).toBe(false);
});
