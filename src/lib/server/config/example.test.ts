import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { formatMasterKey, newMasterKey } from '#lib/server/sealing/index.ts';
import { ConfigError, parseConfig } from './config.ts';
import { examples } from './environment.ts';

const file = readFileSync('.env.example', 'utf8');
const complete = parseEnv(file.replace(/^#(?=[A-Z_]+=)/gm, ''));
/** The one example that nobody may use as it stands. */
const LATCHKEY_MASTER_KEYS = formatMasterKey(newMasterKey(secureRandom));

test('.env.example lists every setting and no other', () => {
	expect(Object.keys(complete).sort()).toEqual(Object.keys(examples).sort());
});

test('.env.example sets nothing but the defaults', () => {
	expect(parseConfig(parseEnv(file))).toEqual(parseConfig({}));
});

test('.env.example is valid with every line in use', () => {
	expect(parseConfig({ ...complete, LATCHKEY_MASTER_KEYS }).origin).toBe('https://id.example.org');
});

test('the example of each setting is valid', () => {
	expect(parseConfig({ ...examples, LATCHKEY_MASTER_KEYS }).rpId).toBe('example.org');
});

test.each([complete, { ...examples }])('a master key that stands in print is refused', (given) => {
	expect(() => parseConfig(given)).toThrow(ConfigError);
});
