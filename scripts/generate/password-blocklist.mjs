// Writes src/lib/server/passwords/blocklist-data.ts: `node scripts/generate/password-blocklist.mjs`
import { dictionary } from '@zxcvbn-ts/language-common';
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bloomPositions } from '../../src/lib/server/passwords/bloom.ts';

const SHORTEST = 4;
const BYTES = 175_000;

const root = join(import.meta.dirname, '../..');
const source = JSON.parse(
	readFileSync(join(root, 'node_modules/@zxcvbn-ts/language-common/package.json'), 'utf8')
);
const entries = new Set(
	dictionary['passwords-common']
		.map((password) => password.normalize('NFKC').toLowerCase())
		.filter((password) => Array.from(password).length >= SHORTEST)
);

const bits = Buffer.alloc(BYTES);
for (const entry of entries) {
	for (const position of bloomPositions(entry, BYTES * 8)) {
		bits[position >> 3] |= 1 << (position & 7);
	}
}

writeFileSync(
	join(root, 'src/lib/server/passwords/blocklist-data.ts'),
	`/**
 * A Bloom filter over the ${entries.size} common passwords of four characters or more in ${source.name}
 * ${source.version}, ${source.license} licence: Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., (c) 2021 @zxcvbn-ts.
 * Made by scripts/generate/password-blocklist.mjs; not to be edited.
 */
export const BLOCKLIST =
	'${bits.toString('base64')}';
`
);
