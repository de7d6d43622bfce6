import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { expect, test } from 'vitest';

import { parseConfig } from './config.ts';
import { examples } from './environment.ts';

const file = readFileSync('.env.example', 'utf8');
const complete = parseEnv(file.replace(/^#(?=[A-Z_]+=)/gm, ''));

test('.env.example lists every setting and no other', () => {
	expect(Object.keys(complete).sort()).toEqual(Object.keys(examples).sort());
});

test('.env.example sets nothing but the defaults', () => {
	expect(parseConfig(parseEnv(file))).toEqual(parseConfig({}));
});

test('.env.example is valid with every line in use', () => {
	expect(parseConfig(complete).origin).toBe('https://id.example.org');
});

test('the example of each setting is valid', () => {
	expect(parseConfig({ ...examples }).rpId).toBe('example.org');
});
