// Writes src/lib/server/accounts/identifiers-confusables.ts from the confusables.txt of UTS #39, which Unicode
// publishes and ICU's source holds (source/data/unidata): `node scripts/generate/confusables.mjs PATH`
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { fold, skeletonBy } from '../../src/lib/server/accounts/identifiers-skeleton.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Name the confusables.txt to read.');
const source = readFileSync(path, 'utf8');
const version = /^# Version: (\S+)/m.exec(source)?.[1];
const year = /^# © (\d+) Unicode/m.exec(source)?.[1];

const text = (hex) => String.fromCodePoint(...hex.split(' ').map((code) => parseInt(code, 16)));
const isAscii = (character) => character < '\u0080';
// A character that folding replaces never meets the table, and others cannot stand in an identifier.
const isMet = (character) =>
	fold(character) === character && /^[\p{L}\p{M}\p{N}]$/u.test(character);

const pairs = [...source.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+?) ;/gm)]
	.map(([, key, value]) => [text(key), text(value)])
	.filter(([key]) => isMet(key) && !isAscii(key))
	// Folding makes ß equal to ss, which no beta looks like.
	.filter(([, value]) => !value.includes('ß'));
// The table has an i here, but most typefaces draw the palochka as an l.
pairs.push(['\u04cf', 'l']);

// Each value is closed under the whole table, so that one look-up is enough but where folding intervenes.
const skeleton = skeletonBy(new Map(pairs));
const closed = [...new Map(pairs)]
	.map(([key, value]) => [key, fold(skeleton(value))])
	.filter(([key, value]) => value !== key && value !== '');

const code = (characters) =>
	Array.from(characters, (character) => character.codePointAt(0).toString(36)).join('.');
const table = closed.map(([key, value]) => `${code(key)}=${code(value)}`).join(' ');

writeFileSync(
	join(import.meta.dirname, '../../src/lib/server/accounts/identifiers-confusables.ts'),
	`/**
 * ${closed.length} look-alikes of letters, digits and marks that differ from ASCII, from confusables.txt ${version} of UTS #39,
 * Unicode Security Mechanisms. © ${year} Unicode, Inc., Unicode-3.0 licence; changed: folded, closed and shortened.
 * Made by scripts/generate/confusables.mjs; not to be edited.
 */
export const CONFUSABLES =
	'${table}';
`
);
